"""The command line keeps its promises: lines of JSON, one sentence for an error, and its status."""

import dataclasses
import io
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.cli.main import main
from core.digits import task
from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.names.problem import NAMES
from core.problems import PROBLEMS, preset
from core.runs import listing, store, worker
from core.runs.store import Run
from tests.runs.trained import same, uninterrupted, weights_of

ROOT = Path(__file__).resolve().parents[2]
TINY = ["--dataset", "tiny", "--steps", "40", "--hidden-size", "8"]
pytestmark = pytest.mark.usefixtures("tiny", "signals")
Output = pytest.CaptureFixture[str]


def call(capsys: Output, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, the JSON lines, and stderr."""
    try:
        status = main([*arguments, "--json"] if arguments[0] != "data" else [*arguments])
    except SystemExit as e:
        status = int(e.code or 0)
    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.out.splitlines() if line.startswith("{")]
    return status, lines, captured.err


def refused(capsys: Output, *arguments: str) -> str:
    """The one sentence of an error."""
    status, lines, error = call(capsys, *arguments)
    assert (status, lines) == (2, [])
    assert len(error.strip().splitlines()) == 1, error
    return error


@pytest.fixture
def trained(capsys: Output) -> Run:
    """A finished run of surnames."""
    assert main(["train", "names", *TINY]) == 0
    capsys.readouterr()
    return listing.latest("names")


def run_cli(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **more)


def test_training_digits_ends_with_the_promised_line() -> None:
    done = run_cli(
        *("train", "digits", "--json", "--train-size", "640", "--batch-size", "64"),
        *("--channels", "2,3", "--hidden", "8", "--pooling", "yes,no", "--epochs", "1"),
        *("--conv-layers", "2"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    *_, last = events = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(last) == {"event", "run", "accuracy", "loss", "seconds", "step", "baselines"}
    assert last["event"] == "finished" and last["step"] == 10
    assert {e["event"] for e in events} - {"diagnosis"} == {"progress", "evaluated", "finished"}
    assert all(e["run"] == last["run"] for e in events)
    run = listing.find(last["run"])
    assert run.record["accuracy"] == last["accuracy"]
    expected: dict[str, Any] = {
        "channels": (2, 3),
        "hidden": 8,
        "pooling": (True, False),
        "epochs": 1,
    }
    expected |= {"train_size": 640, "batch_size": 64, "conv_layers": 2}
    config = preset("digits", "quick").config.replace(**expected)
    assert run.config == config, "the rest is the preset's"
    name = "Quick CNN · two convolutions · pooling after convolution 1 · 2–3 channels"
    assert run.title == f"{name} · 8 dense units · 640 images"


def test_training_names_ends_with_the_promised_line(capsys: Output) -> None:
    status, lines, _ = call(capsys, "train", "names", *TINY, "--cell", "lstm")
    last = lines[-1]
    assert status == 0 and last["event"] == "finished"
    assert set(last) == {
        *("event", "run", "accuracy", "balanced_accuracy", "loss", "seconds", "step")
    }
    assert isinstance(listing.find(last["run"]).config, NamesConfig)


@pytest.mark.parametrize("option", ["--parts", "--threads"])
def test_threads_are_said_by_their_earlier_name_too(option: str, capsys: Output) -> None:
    status, lines, _ = call(capsys, "train", "names", *TINY, option, "2")
    assert status == 0
    assert listing.find(lines[-1]["run"]).threads == 2
    status, lines, _ = call(capsys, "train", "names", *TINY)
    assert status == 0 and listing.find(lines[-1]["run"]).threads == 4
    assert main(["train", "names", *TINY, option, "9"]) == 2
    assert capsys.readouterr().err == "threads is 9; it must be from 1 to 8.\n"


def test_without_json_it_reads_as_in_the_notes(capsys: Output) -> None:
    assert main(["train", "names", *TINY]) == 0
    out = capsys.readouterr().out.splitlines()
    assert len(out) < 60 and any("✓" in line or "✗" in line for line in out)
    assert "100%" in out[-3] + out[-2] and "balanced" in out[-1] and "test accuracy" in out[-1]


def test_an_unchanged_preset_gives_its_title(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = dataclasses.replace(
        preset("names", "quick"), config=NamesConfig(dataset="tiny", steps=10, hidden_size=8)
    )
    monkeypatch.setattr(NAMES, "presets", [short])
    assert call(capsys, "train", "names")[0] == 0
    run = listing.latest("names")
    assert (run.record["title"], run.record["preset"]) == (short.title, "quick")


def test_a_run_directory_of_ones_own(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name printed at the end is one that predict, runs and --resume take."""
    monkeypatch.chdir(tmp_path)
    for given in (str(tmp_path / "absolute"), "here/below", "here", "./dot"):
        status, lines, _ = call(capsys, "train", "names", *TINY, "--run-dir", given)
        assert status == 0 and (Path(given) / "model.safetensors").is_file()
        for name in (lines[-1]["run"], given):
            status, answers, error = call(capsys, "predict", "--run", name, "--name", "Laba")
            assert (status, len(answers)) == (0, 1), error
    assert "already holds a run" in refused(capsys, "train", "names", *TINY, "--run-dir", "here")


def test_predictions_are_ranked_json(capsys: Output, trained: Run) -> None:
    status, lines, _ = call(capsys, "predict", "--run", "latest", "--name", "Łaba", "Pot")
    assert status == 0 and [line["input"] for line in lines] == ["Łaba", "Pot"]
    for line in lines:
        assert line["run"] == trained.id
        p = [r["probability"] for r in line["ranked"]]
        assert sum(p) == pytest.approx(1) and p == sorted(p, reverse=True)
        assert {r["label"] for r in line["ranked"]} == {"Alphan", "Omegan", "Zetish"}
    _, lines, _ = call(capsys, "predict", "--run", trained.id, "--top", "1", "--name", "Pot")
    assert len(lines[0]["ranked"]) == 1


def test_an_input_that_cannot_be_read_does_not_stop_the_rest(capsys: Output, trained: Run) -> None:
    names = ["Laba", "123", "😀", "Pot"]
    _, lines, _ = call(capsys, "predict", "--run", "latest", "--name", *names)
    assert [line["input"] for line in lines] == names
    assert ["error" in line for line in lines] == [False, True, True, False]
    assert main(["predict", "--run", "latest", "--name", *names]) == 2
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == len(captured.err.splitlines()) == 2
    assert "123" in captured.err and captured.out.startswith("Laba: ")


def test_what_was_changed_in_a_name_is_said(capsys: Output, trained: Run) -> None:
    _, lines, _ = call(capsys, "predict", "--run", "latest", "--name", "Лаба", "Pot3", "田", "Pot")
    assert [line["notes"][:1] for line in lines] == [
        ["Changed: Лаба → laba."], ["Changed: 3 was dropped."], ["Changed: 田 → tian."], []
    ]  # fmt: skip
    assert "read as Mandarin" in lines[2]["notes"][1]
    assert main(["predict", "--run", "latest", "--name", "Лаба"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("Лаба: ") and out[1:] == ["  Changed: Лаба → laba."]


def test_pictures_of_digits(capsys: Output, tmp_path: Path, few_images: Any) -> None:
    run = store.create(DigitsConfig(channels=2, hidden=8, train_size=64, epochs=1))
    task.load_images.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(task, "load_images", lambda dataset, device: few_images)
        assert worker.work(run.path) == "finished"
    image = Image.new("L", (100, 100), 255)
    ImageDraw.Draw(image).line([(50, 10), (50, 90)], fill=0, width=8)
    good, blank, text = (str(tmp_path / n) for n in ("one.png", "blank.png", "text.png"))
    image.save(good)
    Image.fromarray(np.full((50, 50), 255, np.uint8)).save(blank)
    Path(text).write_text("not a picture")
    gone = str(tmp_path / "gone.png")
    _, lines, _ = call(capsys, "predict", "--run", "latest", "--image", blank, text, gone, good)
    assert ["error" in line for line in lines] == [True, True, True, False]
    assert len(lines[-1]["ranked"]) == 10 and gone in lines[2]["error"]
    assert "digits" in refused(capsys, "predict", "--run", run.id, "--name", "Laba")


def test_what_is_wrong_is_one_sentence_and_status_2(capsys: Output, trained: Run) -> None:
    for arguments, word in (
        (["train", "digits", "--epochs", "0"], "epochs is 0"),
        (["train", "digits", "--preset", "nosuch"], "'nosuch'"),
        (["train", "names", "--dataset", "nosuch"], "'nosuch'"),
        (["train", "names", "--dataset", "\udcff"], r"'\udcff'"),
        (["train", "names", "--learning-rate", "fast"], "'fast'"),
        (["train", "names", "--resume", "nosuch"], "no run nosuch"),
        (["train", "names", "--resume", trained.id], "nothing to resume"),
        (["predict", "--run", "nosuch", "--name", "Kim"], "no run nosuch"),
        (["predict", "--run", "../../etc/passwd", "--name", "Kim"], "passwd"),
        (["predict", "--run", "latest", "--image", "x.png"], "no finished digits run"),
        (["predict", "--run", "latest", "--name", "Kim", "--top", "0"], "--top is 0"),
        (["predict", "--run", "latest"], "--image --name"),
        (["dance"], "dance"),
        (["train", "names", "--colour", "red"], "--colour"),
        (["data", "add", "My Names", str(ROOT / "data" / "surnames")], "'My Names'"),
        (["data", "add", "mine", "/nowhere"], "/nowhere"),
    ):
        assert word in refused(capsys, *arguments)


def test_presets_and_runs_as_json(capsys: Output, trained: Run) -> None:
    status, lines, _ = call(capsys, "presets")
    assert status == 0 and [(p["kind"], p["name"]) for p in lines] == [
        (p.kind, p.name) for known in PROBLEMS.values() for p in known.presets
    ]
    nine = next(p for p in lines if p["name"] == "3-pools-9-channels")
    parts = {(p["kind"], p["name"]): p["config"]["parts"] for p in lines}
    assert parts["names", "accurate"] == parts["digits", "quick"] == 4
    assert parts["names", "linear-128"] == 1
    assert nine["reported_accuracy"] == 0.89 and nine["config"]["channels"] == 9
    status, lines, _ = call(capsys, "runs")
    assert status == 0 and [r["run"] for r in lines] == [trained.id]
    assert lines[0]["status"] == "finished" and (lines[0]["note"], lines[0]["tags"]) == ("", [])
    assert lines[0]["config"] == trained.config.to_dict() | {"parts": 4}, "as it always was"
    assert lines[0]["accuracy"] == trained.record["accuracy"]
    (trained.path / "run.json").write_text("{")
    status, lines, error = call(capsys, "runs")
    assert (status, lines) == (0, []) and "damaged" in error


def test_no_runs_yet_says_what_to_do(capsys: Output) -> None:
    assert main(["runs"]) == 0
    assert "python -m core train" in capsys.readouterr().out


def test_data_sets_are_listed_and_added(capsys: Output, tmp_path: Path, own_cache: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    (folder / "Irish.txt").write_text("Kelly\nByrne\n")
    (folder / "Polish.txt").write_text("Nowak\nPaszek\n")
    assert main(["data", "add", "mine", str(folder)]) == 0
    assert "--dataset mine" in capsys.readouterr().out
    assert main(["data", "list"]) == 0
    out = capsys.readouterr().out
    assert "surnames: 27 languages" in out and "mine: 2 languages, 4 names" in out
    (folder / "Polish.txt").write_text("Kowalski\n")
    assert "'mine' already" in refused(capsys, "data", "add", "mine", str(folder))
    assert main(["data", "add", "mine", str(folder), "--replace"]) == 0
    (own_cache / "surnames" / "torn").mkdir()
    (own_cache / "surnames" / "torn" / "A.txt").symlink_to("gone")
    capsys.readouterr()
    assert main(["data", "list"]) == 0
    out = capsys.readouterr().out
    assert "mine: 2 languages, 3 names" in out, "the others are listed"
    assert "torn: unreadable. A.txt of the data set 'torn' cannot be read" in out


ENDLESS = ["train", "names", "--dataset", "tiny", "--hidden-size", "8"]
ENDLESS += ["--schedule", "constant", "--steps", "1000000"]


def test_ctrl_c_leaves_a_run_to_go_on_with(capsys: Output) -> None:
    command = [sys.executable, "-m", "core", *ENDLESS, "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        while '"progress"' not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()
    assert process.returncode == 130
    (run,) = listing.runs()
    assert run.status == "interrupted" and (run.path / "checkpoint.pt").exists()
    assert f"train names --resume {run.id}" in error and "Traceback" not in error
    shortened = run.config.to_dict() | {"steps": run.metrics()[-1]["step"] + 20}
    store.write_json(run.path / "run.json", run.record | {"config": shortened})
    status, lines, error = call(capsys, "train", "names", "--resume", run.id)
    assert status == 0, error
    assert lines[-1]["step"] == shortened["steps"]
    assert same(weights_of(run), uninterrupted(NamesConfig(**shortened), run.threads))


def test_a_reader_who_has_had_enough_ends_it_quietly() -> None:
    """python -m core train names --json | head -1"""
    command = [sys.executable, "-m", "core", *ENDLESS, "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
    assert "Traceback" not in error and "free some space" not in error
    assert listing.runs()[0].resumable


def test_a_terminal_without_ticks_gets_its_answers_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A redirected Windows console cannot encode ✓ or →."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    assert main(["train", "names", *TINY]) == 0, listing.runs()[0].record["error"]
    sys.stdout.flush()
    assert b"test accuracy" in written.getvalue()


def test_diagnoses_are_lines_of_json_too(capsys: Output) -> None:
    status, lines, _ = call(
        capsys, "train", "names", *TINY, "--cell", "linear", "--learning-rate", "2", "--test", "10"
    )
    said = {line["code"]: line for line in lines if line["event"] == "diagnosis"}
    assert status == 0 and {"rate-too-high", "test-too-small"} <= said.keys()
    high = said["rate-too-high"]
    assert high["evidence"].startswith("The training loss rose to ") and high["run"]
    assert high["remedy"] == "Lower the learning rate from 2 to 0.001."
    assert high["changes"] == {"learning_rate": 0.001}


def test_a_loss_that_is_no_number_is_told_and_is_the_error(capsys: Output) -> None:
    rate = [
        "--optimizer",
        "sgd",
        "--learning-rate",
        "10",
        "--steps",
        "500",
        "--schedule",
        "constant",
    ]
    status, lines, error = call(
        capsys, "train", "names", *TINY, "--cell", "linear", "--dropout", "0", *rate
    )
    assert status == 2 and lines[-1]["code"] == "not-finite"
    assert error.strip() == f"{lines[-1]['evidence']} {lines[-1]['remedy']}"


def test_without_json_a_diagnosis_is_a_line_of_text(capsys: Output) -> None:
    main(["train", "names", *TINY, "--cell", "linear", "--learning-rate", "2"])
    assert "  ! rate-too-high: The training loss rose to " in capsys.readouterr().out


def test_export(capsys: Output, tmp_path: Path) -> None:
    main(["train", "names", *TINY])
    run = listing.latest("names")
    table, folder = tmp_path / "x.csv", tmp_path / "tb"
    assert main(["export", run.id, "--csv", str(table), "--tensorboard", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "The curves of 1 run are in" in out and f"tensorboard --logdir {folder}" in out
    assert table.read_text("utf-8").splitlines()[1].startswith(f"{run.id},")
    assert len(list((folder / run.id).glob("events.out.tfevents.*"))) == 1
    for wrong in (["gone", "--csv", str(table)], [run.id], [run.id, "--csv", str(tmp_path)]):
        assert main(["export", *wrong]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_target_ends_a_run_early_and_more_steps_go_on(capsys: Output) -> None:
    options = [*TINY, "--steps", "400", "--target-accuracy", "0.4"]
    status, lines, _ = call(capsys, "train", "names", *options)
    early, at = lines[-1]["early"], lines[-1]["step"]
    assert status == 0 and at < 400 and f"step {at} of 400" in early
    again = ["train", "names", "--resume", lines[-1]["run"]]
    status, lines, err = call(capsys, *again, "--more", "10")
    assert status == 0 and lines[-1]["step"] == at + 10 and "early" not in lines[-1]
    assert "begins anew" in err
    assert main([*again, "--more", "much"]) == 2
    assert "give a whole number of steps" in capsys.readouterr().err
    assert main(["train", "names", "--more", "2"]) == 2
    assert "name it with --resume" in capsys.readouterr().err


def test_rates_are_tried_before_anything_is_trained(capsys: Output) -> None:
    settings = ["--dataset", "tiny", "--batch-size", "16", "--hidden-size", "16"]
    status, (found,), _ = call(capsys, "rates", "names", *settings)
    assert status == 0 and len(found["rates"]) == len(found["losses"][0])
    assert len(found["losses"]) == 3 and found["losses"][0] != found["losses"][1]
    assert found["learns_from"] < found["proposed"]
    assert main(["rates", "names", *settings]) == 0
    chart, *said = capsys.readouterr().out.splitlines()
    assert chart.startswith("1e-05 ") and "hardly moves" in said[0]
    assert f"Try --learning-rate {found['proposed']:g}" in "\n".join(said)
    assert not listing.runs(), "nothing is kept as a run"
