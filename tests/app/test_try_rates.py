"""Try rates on the form: the test's picture, the rate that it proposes, and what was changed since."""

import json
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.runs import listing, try_rates
from core.settings.config import Config
from core.training import rate_range
from tests.app.conftest import Open, fine, press, words


def done(losses: list[float | None]) -> "Future[Any]":
    future: Future[Any] = Future()
    future.set_result((losses, 10))
    return future


@pytest.fixture(autouse=True)
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Config]:
    """Of which settings a test was started: its loss is flat, falls between 0.001 and 0.1, breaks at 1."""
    asked: list[Config] = []
    rates = rate_range.rates()
    x = np.log10(rates)
    curve = np.where(x < 0, 2.3 - np.clip((x + 3) / 2, 0, 1) * 2, 99.0).tolist()

    def start(config: Config) -> Any:
        asked.append(config)
        return rates, [done(curve) for _ in range(3)]

    monkeypatch.setattr(try_rates, "start", start)
    return asked


def rate(app: AppTest, kind: str) -> float:
    return float(app.session_state[f"{kind}.learning_rate"])


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_a_rate_is_tried_and_used(open_page: Open, tried: list[Config], kind: str) -> None:
    app = open_page(f"train_{kind}")
    before = rate(app, kind)
    assert not tried and "hardly moves" not in words(app)
    app = press(app, "Try rates")
    assert [config.kind for config in tried] == [kind]
    assert "it hardly moves" in words(app) and "L. N. Smith, 2015" in words(app)
    figure = json.loads(app.get("plotly_chart")[-1].proto.spec)
    assert f"the form’s {before:g}" in [a["text"] for a in figure["layout"]["annotations"]]
    use = next(b for b in app.button if b.label.startswith("Use "))
    app = press(app, use.label)
    assert rate(app, kind) == float(use.label.removeprefix("Use ")) != before
    assert not [b for b in app.button if b.label.startswith("Use ")], "it is the form's now"
    assert not listing.runs(), "nothing is kept as a run"
    app = press(app, "Close")
    assert "hardly moves" not in words(app)


def test_settings_that_changed_since_are_said_and_the_rate_is_not_one(open_page: Open) -> None:
    app = press(open_page("train_digits"), "Try rates")
    app.session_state["digits.learning_rate"] = 0.3
    assert "have changed since" not in words(fine(app.run()))
    app.session_state["digits.batch_size"] = 32
    assert "have changed since" in words(fine(app.run()))


def test_a_test_that_fails_is_a_sentence(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures.process import BrokenProcessPool

    future: Future[Any] = Future()
    future.set_exception(BrokenProcessPool("gone"))
    monkeypatch.setattr(try_rates, "start", lambda config: ([0.1], [future]))
    app = press(open_page("train_digits"), "Try rates")
    assert "Try once more" in app.error[0].value


def test_while_it_is_computed_there_is_a_bar(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Future[Any]] = [Future(), done([2.3, 2.2]), done([2.3, 2.1])]
    monkeypatch.setattr(try_rates, "start", lambda config: ([0.1, 0.2], waiting))
    app = press(open_page("train_digits"), "Try rates")
    assert "Trying rates" in app.get("progress")[0].proto.text
    assert app.get("progress")[0].proto.value == 66
