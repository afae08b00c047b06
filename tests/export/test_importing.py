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
from core.export.archive import archive
from core.export.importing import import_files, import_path, import_zip
from core.names.config import NamesConfig
from core.runs import listing, predict, store
from core.runs.store import Run
from core.settings.config import Config
from tests.export.networks import with_weights

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


def test_one_that_had_not_finished_is_stopped() -> None:
    run = with_weights(SMALL, status="stopped")
    assert import_zip(archive(run), "a.zip").status == "stopped"


def test_curves_come_along() -> None:
    run = with_weights(SMALL)
    line = {"event": "progress", "step": 1, "seen": 64, "epoch": 0.1, "seconds": 0.1, "loss": 2.3}
    line |= {"accuracy": 0.1, "per_second": 640.0, "example": None, "time": 1.0}
    (run.path / "metrics.jsonl").write_text(json.dumps(line) + "\n")
    assert import_zip(archive(run), "a.zip").metrics() == run.metrics()


def test_what_is_no_zip_or_holds_no_network() -> None:
    for packed in (b"", b"PK", b"hello", zipped(), zipped(**{"notes.txt": "hello"})):
        assert "network.zip" in refused(packed)


def test_paths_that_climb_and_links() -> None:
    parts = parts_of(with_weights(SMALL))
    for name in ("../run.json", "/etc/run.json", "a/../../run.json", "..\\run.json"):
        assert "outside of its folder" in refused(zipped(**parts, **{name: b"{}"}))
    link = zipfile.ZipInfo("run.json")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(link, "passwd")
    assert "a link" in refused(out.getvalue())


def test_a_bomb_is_not_unpacked() -> None:
    parts = parts_of(with_weights(SMALL))
    assert "too large" in refused(zipped(**(parts | {"run.json": b" " * 3_000_000})))
    many = {f"f{k}": b"" for k in range(10_001)}
    assert "10,001 files" in refused(zipped(**many))


def test_two_networks_in_one_file() -> None:
    parts = parts_of(with_weights(SMALL))
    both = {f"{folder}/{name}": content for folder in "ab" for name, content in parts.items()}
    assert "more than once" in refused(zipped(**both))


def test_pickles_are_not_taken() -> None:
    parts = parts_of(with_weights(SMALL))
    del parts["weights.safetensors"]
    assert "can hold programs" in refused(zipped(**parts, **{"model.pt": b"\x80\x04."}))


def test_weights_of_another_shape_or_kind() -> None:
    parts = parts_of(with_weights(SMALL))
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
def test_a_record_that_is_not_ours(change: dict[str, object]) -> None:
    parts = parts_of(with_weights(SMALL))
    record = json.loads(parts["run.json"]) | change
    assert "run.json in" in refused(zipped(**(parts | {"run.json": json.dumps(record)})))


def test_records_that_are_no_objects() -> None:
    parts = parts_of(with_weights(SMALL))
    for text in (b"", b"[]", b"null", b"\xff", b"[" * 100_000, b"{}"):
        assert "run.json in" in refused(zipped(**(parts | {"run.json": text})))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nothing\.zip cannot be read: No such file"):
        import_path(tmp_path / "nothing.zip")


def test_a_full_disk_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    content = parts_of(with_weights(SMALL))

    def full(path: Path, value: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(store.runs_dir().iterdir())
    monkeypatch.setattr("core.files.write_json", full)
    with pytest.raises(RunError, match="No space left on device"):
        import_files(content, "network.zip")
    assert sorted(store.runs_dir().iterdir()) == before
