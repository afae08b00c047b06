"""Try rates: the learning rate range test of what the form holds, below the form, with a rate to use."""

from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import RunError
from core.runs import try_rates
from core.runs.try_rates import Losses
from core.settings.config import Config
from core.training import rate_range
from ui import session
from ui.errors import error_boundary

HELP = (
    "Trains for 150 steps while the rate rises from 0.00001 to 10, with three seeds, and shows where the "
    "loss falls and where it breaks. Takes seconds; no run is kept."
)


@dataclass(frozen=True)
class Test:
    """A test of this session: of which settings, and what becomes of each seed."""

    config: Config
    rates: list[float]
    seeds: "list[Future[Losses]]"

    @property
    def done(self) -> bool:
        return all(seed.done() for seed in self.seeds)

    def of(self, config: Config) -> bool:
        """Whether it is of these settings, the rate and how long training takes aside."""
        same: dict[str, Any] = {
            "learning_rate": config.learning_rate,
            config.length: getattr(config, config.length),
        }
        return self.config.replace(**same) == config


def _test(kind: str) -> session.Entry[Test | None]:
    return session.Entry(f"{kind}.rates")


def button(kind: str) -> bool:
    """The button beside the slider; whether it was pressed."""
    return st.button("Try rates", key=f"{kind}.try-rates", icon=":material/speed:", help=HELP)


def show(config: Config, pressed: bool) -> None:
    """Start a test of the form's settings where the button was pressed; and the last one, if any."""
    entry = _test(config.kind)
    with error_boundary():
        if pressed:
            entry.set(Test(config, *try_rates.start(config)))
        if test := entry.get(None):
            st.fragment(_panel, run_every=None if test.done else 0.5)(test, config)


def _panel(test: Test, config: Config) -> None:
    with error_boundary(), st.container(border=True, key="rates"):
        if not test.done:
            st.progress(
                sum(seed.done() for seed in test.seeds) / len(test.seeds),
                "Trying rates: each of three seeds takes a second or two, and waits while runs train …",
            )
            return
        _result(test, config)


def _result(test: Test, config: Config) -> None:
    from core.charts.rates import rate_chart  # Plotly: not before there is something to draw

    kind = config.kind
    try:
        found = try_rates.gathered(test.rates, test.seeds)
    except (BrokenProcessPool, CancelledError) as e:
        raise RunError("The worker that tried the rates is gone. Try once more.") from e
    st.plotly_chart(rate_chart(found, config.learning_rate), key=f"{kind}.rate-chart")
    each = rate_range.steps_at(config.batch_size)
    several = "" if each == 1 else f", {each} steps at each"
    st.markdown(" ".join(rate_range.in_words(found)))
    if not test.of(config):
        st.warning("The settings have changed since: try the rates again.", icon=":material/sync:")
    with st.container(horizontal=True, vertical_alignment="center"):
        rate = found.proposed
        if rate and rate != config.learning_rate:
            label = f"Use {rate:g}"
            if st.button(label, key=f"{kind}.takes-rate", icon=":material/check:"):
                session.used_rate(kind).set(rate)
                st.rerun(scope="app")
        if st.button("Close", key=f"{kind}.close-rates"):
            _test(kind).clear()
            st.rerun(scope="app")
        st.caption(
            f"Learning rate range test (L. N. Smith, 2015): the rate rises over {len(found.rates)} values"
            f"{several}. It says where to begin, not which rate is best after a whole training."
        )
