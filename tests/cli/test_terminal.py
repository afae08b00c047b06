"""The command line on a terminal, a pseudo-terminal here, and beside it the same in a pipe."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from core.cli.main import build_parser, main
from core.cli.overview import EXAMPLES
from core.cli.terminal import SPARKS, spark
from core.errors import RunError
from core.runs import listing, store, worker
from core.runs.store import Run
from tests.runs.trained import small

ROOT = Path(__file__).resolve().parents[2]
TINY = ["--dataset", "tiny", "--steps", "60", "--batch-size", "4", "--hidden-size", "8"]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
pytestmark = pytest.mark.usefixtures("tiny")


def on_terminal(*arguments: str, term: str = "xterm-256color") -> str:
    """What a command writes to a terminal of 110 characters a line. It must go well."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 110, 0, 0))
    command = [sys.executable, "-m", "core", *arguments]
    environment = os.environ | {"TERM": term, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE
    ) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # on Linux the end
                part = b""
            if not part:
                break
            written += part
        assert process.stderr is not None
        error = process.stderr.read().decode()
    os.close(ours)
    assert (process.returncode, error) == (0, "")
    return written.decode()


def plain(text: str) -> str:
    return ESCAPES.sub("", text).replace("\r\n", "\n")


@pytest.fixture
def trained() -> Run:
    run = store.create(small(steps=60))
    assert worker.work(run.path) == "finished"
    return Run(run.path)


def test_training_is_a_bar_a_curve_and_the_newest_test() -> None:
    raw = on_terminal("train", "names", *TINY)
    text, (run,) = plain(raw), listing.runs()
    assert run.title in text and "100%" in text
    loss = [e["loss"] for e in run.metrics() if e["event"] == "progress"][-1]
    assert re.search(rf"loss [{SPARKS}]{{20,}} {loss:.4f}", text)
    assert re.search(r"test \d+\.\d\d.% right, balanced .* after 60 steps", text)
    assert "✓ trained in" in text and "predict --run latest --name" in text
    assert "\x1b[" in raw and run.id not in text and str(store.runs_dir()) not in text
    assert text.count("✓ trained in") == 1


def test_the_doctors_findings_are_in_colour() -> None:
    raw = on_terminal(
        "train", "names", *TINY, "--cell", "linear", "--learning-rate", "0.5", "--test", "10"
    )
    (run,) = listing.runs()
    found = [e for e in run.metrics() if e["event"] == "diagnosis"]
    assert found
    assert re.search(r"\x1b\[(1;31|33)m! ", raw)
    assert found[0]["evidence"].split()[0] in plain(raw)


@pytest.mark.parametrize(("more", "term"), [(["--log"], "xterm"), ([], "dumb")])
def test_the_notes_log_is_lines(more: list[str], term: str) -> None:
    raw = on_terminal("train", "names", *TINY, *more, term=term)
    (run,) = listing.runs()
    assert "\x1b" not in raw and "test after step 60" in raw
    assert ("✓" in raw or "✗" in raw) and f"{run.id}: test accuracy" in raw


def test_json_is_json_on_a_terminal_too() -> None:
    raw = on_terminal("train", "names", *TINY, "--json")
    assert [json.loads(line) for line in raw.splitlines()][-1]["event"] == "finished"


def test_in_a_pipe_there_are_lines_alone() -> None:
    for arguments in (["train", "names", *TINY], ["runs"], ["presets"], []):
        done = subprocess.run(
            [sys.executable, "-m", "core", *arguments],
            cwd=ROOT, capture_output=True, text=True, check=True,
            env=os.environ | {"TERM": "xterm-256color", "FORCE_COLOR": "1"},
        )  # fmt: skip
        assert done.stdout and "\x1b" not in done.stdout and "\r" not in done.stdout


def test_answers_are_bars_the_five_likeliest(trained: Run) -> None:
    text = plain(on_terminal("predict", "--run", trained.title, "--name", "Łaba", "Pot"))
    assert text.count("━") > 10 and text.count("\xa0%") == 2 * min(
        5, len(trained.record["classes"])
    )
    assert text.startswith("Łaba\n") and "\nPot\n" in text
    few = plain(on_terminal("predict", "--run", "latest", "--name", "Pot", "--top", "1"))
    assert few.count("\xa0%") == 1


def test_a_sweep_is_a_table_that_fills_in() -> None:
    raw = on_terminal("sweep", "names", "--vary", "cell=gru,tanh", "--seeds", "2", *TINY[:6])
    text = plain(raw)
    last = text[text.rindex("seed 0") :]
    assert "of 4 runs" in text and "seed 1" in last and "in all, 2 runs at a time" in last
    assert len(re.findall(r"\d\d?\.\d\d.%", last)) == 2 * 3, (
        "two seeds and their mean, of each cell"
    )
    assert "sweep-" not in last


def test_runs_are_called_by_their_names(trained: Run) -> None:
    text = " ".join(plain(on_terminal("runs")).split())
    assert trained.title.split(" · ")[0] in text and "finished" in text and trained.id not in text


def test_a_run_can_be_named(trained: Run) -> None:
    assert listing.open_run(trained.title).id == trained.id
    assert listing.open_run(trained.title.upper()).id == trained.id
    again = store.create(small(steps=60, seed=8))
    again.rename(trained.id)  # an id comes first, whatever runs are called
    assert listing.open_run(trained.id).id == trained.id
    with pytest.raises(RunError, match="There is no run nobody"):
        listing.open_run("nobody")


def test_alone_it_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    commands = {name for name, *_ in EXAMPLES}
    listed = re.search(r"\{([a-z,]+)\}", build_parser().format_usage())
    assert listed and set(listed[1].split(",")) == commands
    for _, what, example in EXAMPLES:
        assert what in shown and f"python -m core {example}" in shown
        assert build_parser().parse_args(example.split()).do


def test_a_curve_in_a_line_of_text() -> None:
    assert spark([]) == "" and spark([3.0]) == SPARKS[0]
    assert spark([8, 4, 0]) == SPARKS[7] + SPARKS[4] + SPARKS[0]
    assert spark([1, 1, 2, 2, 3, 3], width=3) == spark([1, 2, 3])
    assert len(spark(list(range(1000)))) == 32
