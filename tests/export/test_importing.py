"""Networks come back as they left; whatever else is handed in gets a sentence and leaves nothing."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from core.digits.config import DigitsConfig
from core.errors import RunError
from core.export import importing
from core.export.archive import archive
from core.export.importing import import_files, import_path, import_zip
from core.names.config import NamesConfig
from core.runs import annotations, listing, predict, store
from core.runs.store import Run
from core.settings.config import Config
from tests.export.networks import with_weights
from tests.hostile import NO_OBJECTS, TITLES

SMALL = DigitsConfig(channels=4, hidden=8)
CONFIGS = [
    SMALL,
    NamesConfig(cell="relu-2", hidden_size=8, test=100),
    NamesConfig(
        hidden_size=8, direction="both", layers=2, ngrams=2, embedding=8, shortcut=True, test=100
    ),
]


def zipped(**entries: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return out.getvalue()


def parts_of(run: Run) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive(run))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def of_small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return parts_of(with_weights(SMALL, tmp_path_factory.mktemp("elsewhere") / "run"))


@pytest.fixture
def parts(of_small: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a small network's archive, by name, to be changed."""
    return dict(of_small)


def refused(packed: bytes, name: str = "network.zip") -> str:
    """The sentence that it gets; nothing is left behind."""
    before = sorted(store.runs_dir().rglob("*"))
    with pytest.raises(RunError) as caught:
        import_zip(packed, name)
    assert sorted(store.runs_dir().rglob("*")) == before
    assert "/" not in str(caught.value).replace("and/or", "")
    return str(caught.value)


@pytest.mark.parametrize("config", CONFIGS, ids=["cnn", "notes", "gru"])
def test_a_network_comes_back_as_it_left(config: Config) -> None:
    run = with_weights(config)
    run.rename("My own")
    back = import_zip(archive(run), "my-own.zip")
    assert back.id != run.id and back.title == "My own" and back.config == config
    assert back.status == "finished" and back.record["seconds"] == 1.5
    ours, theirs = (safetensors.numpy.load(predict.weights(r)) for r in (run, back))
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[k], theirs[k]) for k in ours)
    assert {r.id for r in listing.list_runs()[0]} == {run.id, back.id}


def test_from_a_folder_in_the_zip_or_a_runs_own_directory(tmp_path: Path) -> None:
    run = with_weights(SMALL, tmp_path / "elsewhere")
    inner = {f"quick-cnn/{name}": content for name, content in parts_of(run).items()}
    assert import_zip(zipped(**inner), "a.zip").config == SMALL
    assert import_path(run.path).config == SMALL
    (tmp_path / "a.zip").write_bytes(archive(run))
    assert import_path(tmp_path / "a.zip").config == SMALL


def test_into_a_runs_folder_that_is_not_there_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = archive(with_weights(SMALL))
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "not" / "yet"))
    assert listing.find(import_zip(packed, "a.zip").id).config == SMALL


def test_one_that_had_not_finished_is_stopped() -> None:
    run = with_weights(SMALL, status="stopped")
    assert import_zip(archive(run), "a.zip").status == "stopped"


def test_curves_come_along() -> None:
    run = with_weights(SMALL)
    line = {"event": "progress", "step": 1, "seen": 64, "epoch": 0.1, "seconds": 0.1, "loss": 2.3}
    line |= {"accuracy": 0.1, "per_second": 640.0, "example": None, "time": 1.0}
    (run.path / "metrics.jsonl").write_text(json.dumps(line) + "\n")
    assert import_zip(archive(run), "a.zip").metrics() == run.metrics()


def test_note_and_tags_come_along() -> None:
    run = with_weights(SMALL)
    annotations.write(run, "Too slow.\n" + TITLES[1], ("class 7b", "<b>"))
    assert annotations.read(import_zip(archive(run), "a.zip")) == annotations.read(run)


@pytest.mark.parametrize(
    "written",
    [
        *NO_OBJECTS,
        b'{"note": 3, "tags": []}',
        b'{"note": "' + b"x" * 9_000 + b'", "tags": ["\\u0000"]}',
    ],
)
def test_a_note_that_is_none_is_left_behind(written: bytes, parts: dict[str, bytes]) -> None:
    run = import_zip(zipped(**parts | {annotations.FILE: written}), "a.zip")
    found = annotations.read(run)
    assert len(found.note) <= annotations.MOST_NOTE and run.has_weights


def test_what_is_no_zip_or_holds_no_network() -> None:
    for packed in (b"", b"PK", b"hello", zipped(), zipped(**{"notes.txt": "hello"})):
        assert "network.zip" in refused(packed)


def test_of_a_long_name_the_beginning_is_enough() -> None:
    """A sentence must fit beside the button."""
    assert refused(b"", "x" * 200).startswith(f"{'x' * 80} is no zip file")
    with pytest.raises(RunError, match=f"^{'x' * 80} has no run.json"):
        import_files({}, "x" * 200)


def test_paths_that_climb_and_links(parts: dict[str, bytes]) -> None:
    for name in ("../run.json", "/etc/run.json", "a/../../run.json", "..\\run.json"):
        assert "outside of its folder" in refused(zipped(**parts, **{name: b"{}"}))
    link = zipfile.ZipInfo("run.json")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(link, "passwd")
    assert "a link" in refused(out.getvalue())


def test_a_bomb_is_not_unpacked(parts: dict[str, bytes]) -> None:
    assert "too large" in refused(zipped(**(parts | {"run.json": b" " * 3_000_000})))
    many = {f"f{k}": b"" for k in range(10_001)}
    assert "10,001 files" in refused(zipped(**many))


def test_as_much_as_is_allowed_is_taken_in(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, bytes]
) -> None:
    parts |= {"title.txt": b"x" * 4_000}
    monkeypatch.setattr(importing, "MOST_ENTRIES", len(parts))
    back = import_zip(zipped(**parts), "a.zip")
    assert (back.path / "title.txt").read_bytes() == parts["title.txt"]
    assert "title.txt in network.zip is too large" in refused(
        zipped(**(parts | {"title.txt": b"x" * 4_001}))
    )


def test_what_else_lies_in_it_is_passed_over(parts: dict[str, bytes]) -> None:
    others = {
        "mine/notes.txt": "a",
        "yours/notes.txt": "b",
        "a/b/run.json": "{",
        "c/title.txt/": "",
    }
    back = import_zip(zipped(**parts, **others), "a.zip")
    assert back.config == SMALL
    assert {p.name for p in back.path.iterdir()} <= {
        "run.json",
        "model.safetensors",
        "metrics.jsonl",
    }


def test_two_networks_in_one_file(parts: dict[str, bytes]) -> None:
    both = {f"{folder}/{name}": content for folder in "ab" for name, content in parts.items()}
    assert "more than once" in refused(zipped(**both))


def test_pickles_are_not_taken(parts: dict[str, bytes]) -> None:
    del parts["weights.safetensors"]
    assert "can hold programs" in refused(zipped(**parts, **{"model.pt": b"\x80\x04."}))


def test_weights_of_another_shape_or_kind(parts: dict[str, bytes]) -> None:
    weights = safetensors.numpy.load(parts["weights.safetensors"])

    def having(changed: dict[str, np.ndarray]) -> bytes:
        return zipped(**(parts | {"weights.safetensors": safetensors.numpy.save(changed)}))

    wide = weights | {"0.weight": np.zeros((5, 1, 3, 3), np.float32)}
    assert "0.weight is 5 × 1 × 3 × 3, and should be 4 × 1 × 3 × 3" in refused(having(wide))
    assert "0.bias is missing" in refused(
        having({k: w for k, w in weights.items() if k != "0.bias"})
    )
    double = weights | {"0.bias": np.zeros(4)}
    assert "float64" in refused(having(double))
    alone = weights | {"0.bias": np.ones((), np.float32)}
    assert "0.bias is a single number, and should be 4" in refused(having(alone))
    for damaged in (b"", b"\xff" * 100, parts["weights.safetensors"][:-9]):
        assert "damaged" in refused(zipped(**(parts | {"weights.safetensors": damaged})))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "letters"},
        {"kind": None},
        {"config": {"channels": -1}},
        {"config": None},
        {"schema": 99},
        {"status": "asleep"},
        {"classes": "many"},
    ],
    ids=str,
)
def test_a_record_that_is_not_ours(change: dict[str, object], parts: dict[str, bytes]) -> None:
    record = json.loads(parts["run.json"]) | change
    assert "run.json in" in refused(zipped(**(parts | {"run.json": json.dumps(record)})))


def test_records_that_are_no_objects(parts: dict[str, bytes]) -> None:
    for text in (b"", b"[]", b"null", b"\xff", b"[" * 100_000, b"{}"):
        assert "run.json in" in refused(zipped(**(parts | {"run.json": text})))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nothing\.zip cannot be read: No such file"):
        import_path(tmp_path / "nothing.zip")


def test_a_full_disk_leaves_nothing(
    parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:

    def full(path: Path, value: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(store.runs_dir().rglob("*"))
    monkeypatch.setattr("core.files.write_json", full)
    with pytest.raises(RunError, match=r"No space left on device.*or name another folder in RUNS"):
        import_files(parts, "network.zip")
    assert sorted(store.runs_dir().rglob("*")) == before


def test_files_without_a_name_and_damage_in_another_packing(parts: dict[str, bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content, zipfile.ZIP_LZMA)
        packed.writestr(zipfile.ZipInfo(""), b"x")
    whole = bytearray(out.getvalue())
    assert import_zip(bytes(whole), "network.zip").config == SMALL, "it is passed over"
    begin = whole.find(b"run.json") + len("run.json")
    whole[begin + 12 : begin + 40] = b"\xff" * 28
    assert "no zip file, or a damaged one" in refused(bytes(whole))
