"""python -m core sweep: a line for each run, then the table; Ctrl-C and resume; bad input."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli.main import main
from core.sweeps import sweep
from tests.runs.trained import wait_for

ROOT = Path(__file__).resolve().parents[2]
TINY = ["--dataset", "tiny", "--steps", "40", "--batch-size", "4"]
pytestmark = pytest.mark.usefixtures("tiny")
Output = pytest.CaptureFixture[str]


def test_a_line_for_each_run_as_it_ends_then_the_table(capsys: Output) -> None:
    vary = ["--vary", "hidden-size=8,16", "--vary", "learning_rate=0.01,99"]
    assert main(["sweep", "names", *vary, "--seeds", "2", *TINY, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["run"] * 8 + ["table"]
    done = [line for line in lines[:-1] if line["status"] == "finished"]
    assert len(done) == 4 and all(0 <= line["accuracy"] <= 1 for line in done)
    assert {(d["vary"]["hidden_size"], d["seed"]) for d in done} == {
        (8, 0),
        (8, 1),
        (16, 0),
        (16, 1),
    }
    impossible = [line for line in lines[:-1] if line["status"] == "impossible"]
    assert all("learning_rate is 99" in line["error"] for line in impossible)
    rows = lines[-1]["rows"]
    assert [(r["hidden_size"], r["learning_rate"], r["n"]) for r in rows] == [
        (8, 0.01, 2), (8, 99, 0), (16, 0.01, 2), (16, 99, 0),
    ]  # fmt: skip
    assert rows[0]["mean"] == pytest.approx(sum(rows[0]["values"]) / 2)
    assert sorted(rows[0]["values"]) == sorted(
        d["accuracy"] for d in done if d["vary"]["hidden_size"] == 8
    )


def test_the_same_as_a_table_for_people(capsys: Output) -> None:
    assert main(["sweep", "names", "--vary", "cell=gru,tanh", "--seeds", "1", *TINY]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "2 runs" in head
    assert sum(", seed 0: " in line for line in lines) == 2
    table, (*rows, end) = lines[-4], lines[-3:]
    assert table.startswith("cell  accuracy")
    assert rows[0].startswith("gru ") and rows[1].startswith("tanh")
    assert re.fullmatch(r"\d+ s in all, \d+ runs at a time", end)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say what to sweep"),
        (["names"], "Nothing varies"),
        (["names", "--vary", "cell"], "--vary cell has no values"),
        (["names", "--vary", "cell=gruu"], "cell is 'gruu'"),
        (["names", "--vary", "cell=gru", "--seeds", "0"], "seeds is 0"),
        (["names", "--vary", "cell=gru", "--preset", "x"], "no preset 'x'"),
        (["names", "--vary", "cell=gru", "--channels", "8"], "channels is not a setting of names"),
        (["animals", "--vary", "cell=gru"], "invalid choice: 'animals'"),
        (["--resume", "sweep-gone"], "There is no sweep sweep-gone"),
        (["--resume", "../x"], "is not the id of a sweep"),
        (["names", "--resume", "x"], "leave the rest out"),
        (["names", "--vary", "dataset=gone", "--seeds", "1"], "came to its end. There is no data"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    capsys: Output, arguments: list[str], sentence: str
) -> None:
    try:
        status = main(["sweep", *arguments])
    except SystemExit as e:
        status = int(e.code or 0)
    error = capsys.readouterr().err
    assert status == 2
    assert sentence in error and len(error.strip().splitlines()) == 1


def test_after_ctrl_c_it_goes_on_where_it_was(capsys: Output) -> None:
    endless = ["--dataset", "tiny", "--steps", "1000000", "--seeds", "2"]
    with subprocess.Popen(
        [sys.executable, "-m", "core", "sweep", "names", "--vary", "hidden_size=8,16", *endless],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NETSKETCH_WORKERS": "2"},
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        made = sweep.find(process.stdout.readline().partition(":")[0])
        wait_for(lambda: [s.status for s in made.cells()].count("running") == 2)
        wait_for(lambda: all((s.path / "metrics.jsonl").exists() for s in made.cells()[:2]))
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
        try:
            _, error = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 130
    assert f"python -m core sweep --resume {made.id}" in error
    assert "Traceback" not in error
    assert {s.status for s in made.cells()} == {"interrupted"}
    begun = [s for s in made.cells() if (s.path / "checkpoint.pt").exists()]
    assert len(begun) == 2, "what trained ended with a checkpoint"
    for state in made.cells():  # a short way to the end
        record = json.loads((state.path / "run.json").read_text())
        record["config"]["steps"] = 40
        (state.path / "run.json").write_text(json.dumps(record))
        if state in begun:
            for name in ("checkpoint.pt", "metrics.jsonl"):
                (state.path / name).unlink()
    assert main(["sweep", "--resume", made.id, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["status"] for line in lines[:-1]] == ["finished"] * 4
    assert main(["sweep", "--resume", made.id]) == 2
    assert "nothing to resume" in capsys.readouterr().err
    assert main(["sweep", "--resume", made.id, "--record"]) == 2
    assert "is no table of the notes to record" in capsys.readouterr().err


def test_lost_runs_end_early_and_say_so(capsys: Output) -> None:
    lost = ["--optimizer", "sgd", "--cell", "tanh", "--stop-when-lost", "true"]
    vary = ["--vary", "learning_rate=0.01,10", "--seeds", "1", "--dataset", "tiny"]
    assert main(["sweep", "names", *vary, *lost, "--steps", "400", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    by_rate = {line["vary"]["learning_rate"]: line for line in lines[:-1]}
    assert "early" not in by_rate[0.01] and "found it lost" in by_rate[10]["early"]
    assert [row["n"] for row in lines[-1]["rows"]] == [1, 1], "it counts with what it had"
