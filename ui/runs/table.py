"""The list of all runs on the Runs page: what is chosen there goes into the URL."""

from collections.abc import Callable, Collection, Sequence

from core.problems import PROBLEMS
from core.runs import store
from core.runs.card import as_table, card
from core.runs.store import Run
from core.settings.checks import one_of
from core.sweeps import ranking
from core.sweeps.sweep import Sweep
from ui import session, urls
from ui.components.run_list.run_list import ORDERS, VIEWS, run_list
from ui.runs import download

NAMES = {"search": "text", "within": "sweep", "as": "view"}
"""Of parameters of the address, what the list calls them, where it has another name."""
_choice = session.Entry[dict[str, str]]("runs.choice")
_came = session.Entry[int]("runs.came")


def show(runs: Sequence[Run], sweeps: Sequence[tuple[Sweep, list[Run]]]) -> None:
    """All runs, those of sweeps among them. The one that is opened is the URL's `run`, those that are
    ticked its `compare`: one alone is opened, too."""
    every = [*runs, *(run for _, found in sweeps for run in found)]
    every.sort(key=lambda run: run.record["created"], reverse=True)
    cards = [card(run) for run in every]
    compared = urls.compared()
    run_list(
        cards,
        {sweep.id: sweep.title for sweep, found in sweeps if found},
        [run.id for run in ranking.best_of_kinds(every)],
        "" if len(compared) > 1 else urls.parameter("run") or "",
        compared,
        lambda run_id: urls.tell(run=run_id, compare=None),
        _ticked,
        _followed([sweep.id for sweep, _ in sweeps]),
        _came.get(0),
        _choice.set,
    )
    download.as_csv("list of all runs", lambda: as_table(cards), "runs.csv", label="All as CSV")


def _ticked(ids: list[str]) -> None:
    urls.tell(run=ids[0] if len(ids) == 1 else None, compare=",".join(ids) or None)


def _followed(sweeps: Collection[str]) -> dict[str, str]:
    """What is chosen above the list: what the address brings, or else what was chosen here, which the
    address then holds."""
    known: dict[str, Collection[str]] = {
        "kind": PROBLEMS,
        "status": store.STATUSES,
        "within": ["none", *sweeps],
        "order": ORDERS,
        "as": [view for view in VIEWS if view],
    }
    choice = {NAMES.get(name, name): "" for name in ("search", *known)} | _choice.get({})
    for name in ("search", *known):
        came = urls.follow(name, _read(known.get(name)), "")
        if came is not None and came != choice[NAMES.get(name, name)]:
            choice[NAMES.get(name, name)] = came
            _came.set(_came.get(0) + 1)
    _choice.set(choice)
    urls.tell(**{name: choice[NAMES.get(name, name)] or None for name in ("search", *known)})
    return choice


def _read(known: Collection[str] | None) -> Callable[[str], str]:
    def read(text: str) -> str:
        if known is not None and text not in known:
            raise ValueError(f"it is none of {one_of(tuple(known))}")
        return text

    return read
