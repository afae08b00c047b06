"""The Challenges page: runs and sweeps count that were started in this browser, and no others."""

import json
import shutil
from pathlib import Path
from typing import Any

from core.digits.challenges import SMALL
from core.digits.config import DigitsConfig
from core.runs import store
from core.runs.store import Run
from core.sweeps import sweep
from core.sweeps.plan import Plan, axis
from tests.app.conftest import Open, component, trigger

SMALL_ONE = DigitsConfig(conv_layers=3, channels=(8, 16, 24), hidden=16)  # 8,370 parameters


def good(run: Run) -> None:
    """Let a run of the small network reach its goal."""
    store.write_json(run.path / "run.json", run.record | {"status": "finished", "accuracy": 0.99})


def board(app: Any) -> tuple[Any, str]:
    """The board, and how it says that the small network was reached."""
    proto = component(app, "challenge_board")
    cards = json.loads(proto.json)["cards"]
    return proto, next(str(card["how"]) for card in cards if card["name"] == SMALL.name)


def test_what_was_started_in_this_browser_counts(open_page: Open, runs_dir: Path) -> None:
    good(store.create(SMALL_ONE, path=runs_dir / "digits-theirs", title="Theirs"))
    varied = (axis("digits", "batch_size", [32, 64]),)
    started = sweep.start(Plan("digits", SMALL_ONE.to_dict(), varied, seeds=(0,)))
    app = open_page("challenges")
    proto, how = board(app)
    assert how == ""
    app = trigger(app, proto, "own", ["deleted", "../digits-theirs", "digits-theirs"])
    proto, how = board(app)
    assert how.startswith("Theirs: ")
    assert "deleted" in json.loads(proto.json)["own"]  # the browser does not say it again
    shutil.rmtree(runs_dir / "digits-theirs")
    good(started.runs()[1])
    app = trigger(app, proto, "own", [started.id])
    assert "8,370" in board(app)[1]
