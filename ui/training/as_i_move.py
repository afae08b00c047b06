"""Training as one moves: each change of a setting trains anew at once, and draws the last few curves."""

import contextlib
from dataclasses import dataclass, field

import streamlit as st

from core.charts.experiments import INK, experiments_chart
from core.errors import NetsketchError
from core.problems import problem_of
from core.runs import instant
from core.runs.instant import Curve, Experiment, Planned
from core.settings import words
from core.settings.config import Config
from core.statistics.durations import clock
from ui import session, urls
from ui.components.live_chart.live_chart import live_chart
from ui.errors import error_boundary
from ui.training.start import changed

LOOK_SECONDS = 0.4
HEIGHT = 220  # pixels
MOST_NAMED = 3
"""Settings that differ from those of the curve before."""
ENDS = {
    "cut off": f"The newest curve was cut off after {clock(instant.MOST_SECONDS)} of training.",
    "diverged": "In the newest curve the loss became no number: the learning rate is too high.",
}


@dataclass
class Tried:
    """The experiments of this session's form of a kind."""

    config: Config
    """As the form held it last."""
    planned: Planned
    experiment: Experiment
    compared: Config
    """What the newest curve is named against: the config of the curve before."""
    newest: Curve = field(default_factory=Curve)
    before: list[tuple[str, Curve]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the newest curve."""
        many = len(changed(self.compared, self.config))
        if many > MOST_NAMED:
            return f"{many} settings changed"
        return _phrases(self.compared, self.config) or ("once more" if self.before else "at first")

    @property
    def curves(self) -> list[tuple[str, Curve]]:
        return [*self.before, (self.name, self.newest)][-len(INK) :]

    def follow(self) -> None:
        """See how far the newest is. Raises NetsketchError for why it cannot be trained."""
        found = self.experiment.look()
        if found.seen or found.end:
            self.newest = found


def _tried(kind: str) -> session.Entry[Tried | None]:
    return session.Entry(f"{kind}.as-i-move.tried")


def show(kind: str, config: Config | None) -> None:
    """The switch, and below it the curves of what the form held since it is on. A form with problems, which
    holds no config, leaves them as they are."""
    key, entry = f"{kind}.as-i-move", _tried(kind)
    urls.widget("moving", key, (True,), False)
    on = st.toggle(
        "Train as I move",
        key=key,
        persist_state="session",
        help="Each change of a setting trains anew at once and draws the curve beside the four before it. "
        "No run is kept; Train keeps one.",
    )
    tried = entry.get(None)
    if not on:
        if tried:
            tried.experiment.stop()
            entry.clear()
        return
    with error_boundary():
        if config and (tried is None or tried.config != config):
            tried = _anew(tried, config)
            entry.set(tried)
        if tried:
            st.fragment(_panel, run_every=None if tried.experiment.done else LOOK_SECONDS)(tried)


def _anew(last: Tried | None, config: Config) -> Tried:
    """The experiment on a config, in the place of the last one. Raises DataError."""
    planned = instant.plan(config)
    if last is None:
        return Tried(config, planned, Experiment(planned.config), config)
    with contextlib.suppress(NetsketchError):  # it has been said
        last.follow()
    last.experiment.stop()
    drawn = bool(last.newest.seen)
    before, compared = (last.curves, last.config) if drawn else (last.before, last.compared)
    return Tried(config, planned, Experiment(planned.config), compared, before=before)


def _phrases(before: Config, now: Config) -> str:
    """The settings that are no longer as they were."""
    fields = {f: getattr(now, f) for f in changed(before, now)}
    return words.phrases_of(type(now), fields)


def _panel(tried: Tried) -> None:
    """What is drawn anew while the experiment goes on; the page once more when that has ended."""
    was_done = tried.experiment.done
    with error_boundary():
        tried.follow()
        known = problem_of(tried.config).words_of(tried.config)
        losses = tried.newest.losses
        now = f", the newest now {losses[-1]:.2f}" if losses else ""
        live_chart(
            experiments_chart(tried.curves, known.items),
            f"{tried.config.kind}.curves",
            HEIGHT,
            f"Training loss of the last {len(tried.curves)} experiments{now}",
        )
        st.caption(" ".join(filter(None, (_extent(tried.config, tried.planned), _state(tried)))))
    if tried.experiment.done and not was_done:
        st.rerun()  # nobody need look again


def _extent(config: Config, planned: Planned) -> str:
    """What is trained for each change."""
    seconds = planned.epoch_seconds
    each = "" if seconds is None else clock(seconds) if seconds >= 1 else f"{seconds:.1f} s"
    if planned.config == config:
        took = f": an epoch takes about {each} here" if each else ""
        return f"Each change trains all of it anew{took}."
    why = f"An epoch takes about {each} here" if each else "This machine is not measured yet"
    return f"{why}, so each change trains anew with {_phrases(config, planned.config)} instead."


def _state(tried: Tried) -> str:
    if not tried.experiment.done and not tried.newest.chance:
        return "It waits for a worker …"
    return ENDS.get(tried.newest.end, "")
