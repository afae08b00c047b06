"""The notes' tables as sweeps, and whether the author's figures agree with ours.

He had one run and one seed of each network. Ours have several; the question is whether his figure
lies where one more run of ours would.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, variance
from typing import Any

from core import problems
from core.errors import ConfigError
from core.notes.hundred_names import NOTES_TEST
from core.notes.notes_table import NotesTable
from core.statistics.intervals import prediction_interval
from core.sweeps.plan import Axis, Plan, Point
from core.sweeps.table import Row


def _of_presets(
    name: str, title: str, about: str, axis: str, labels: dict[str, str], **changes: Any
) -> NotesTable:
    """A table with a row for each preset; `changes` is what ours has otherwise in every row."""
    rows = [problems.preset("digits", preset) for preset in labels.values()]
    configs = [row.config.to_dict() | changes for row in rows]
    base = configs[0]
    points = [
        Point(label, {k: v for k, v in config.items() if any(c[k] != v for c in configs)})
        for label, config in zip(labels, configs, strict=True)
    ]
    reported = tuple(None if "head" in changes else row.reported for row in rows)
    in_notes = "head" not in changes
    axes = (Axis(axis, tuple(points)),)
    return NotesTable(name, title, about, "digits", base, axes, reported, in_notes)


def _hidden_size() -> NotesTable:
    cells = {"linear": "linear", "one ReLU": "relu-1", "two ReLUs": "relu-2"}
    sizes = (32, 64, 128, 256)
    found = {p.name: p.reported for p in problems.problem("names").presets}
    base = problems.preset("names", "linear-32").config.to_dict()
    return NotesTable(
        "hidden-size",
        "Hidden size, for three cells",
        "The author scored each network once, on 100 names. Here each is scored on ten such draws, "
        "and on all the names that were held out.",
        "names",
        base | {"test": 0.15},
        (
            Axis("cell", tuple(Point(label, {"cell": cell}) for label, cell in cells.items())),
            Axis("hidden_size", tuple(Point(str(h), {"hidden_size": h}) for h in sizes)),
        ),
        tuple(found.get(f"{cell}-{h}") for cell in cells.values() for h in sizes),
        any_data=True,
    )


WITHOUT: dict[str, dict[str, Any]] = {
    "as it is": {},
    "without the shortcut": {"shortcut": False},
    "without triples": {"ngrams": 2},
    "letters alone": {"ngrams": 1},
    "one-hot letters alone": {"ngrams": 1, "embedding": 0},
    "without marks": {"marks": False},
    "from the last state": {"readout": "last"},
    "forwards alone": {"direction": "forwards"},
    "two layers": {"layers": 2},
    "without letter dropout": {"letter_dropout": 0.0},
    "without label smoothing": {"label_smoothing": 0.0},
    "without weight decay": {"weight_decay": 0.0},
}
"""What is changed of our quick RNN to see what it brings."""


def _ingredients() -> NotesTable:
    base = problems.preset("names", "quick").config.to_dict()
    points = tuple(Point(label, changes) for label, changes in WITHOUT.items())
    return NotesTable(
        "ingredients",
        "The quick RNN with one thing changed",
        "Which settings of our own preset make the difference?",
        "names",
        base,
        (Axis("quick", points),),
        (None,) * len(points),
        in_notes=False,
    )


def _last_letters() -> NotesTable:
    known = _hidden_size()
    return NotesTable(
        "last-letters",
        "What the last letters alone tell a linear RNN",
        "Names cut short, and names whose early letters count as average ones.",
        "names",
        known.base | {"hidden_size": 128},
        (Axis("cell", (Point("linear", {"cell": "linear"}),)),),
        (None,),
        in_notes=False,
    )


WIDTHS = {str(c): f"3-pools-{c}-channels" for c in (5, 6, 8, 9, 16)}
TWO_POOLS = {r: f"2-pools-rate-{r}" for r in ("0.1", "0.3", "1")}

TABLES = (
    _of_presets(
        "pooling",
        "Pooling: none to three times",
        "Does pooling make a step faster, and the network better?",
        "pools",
        {"0": "conv", "1": "1-pool", "2": "2-pools-rate-0.3", "3": "3-pools-rate-0.3"},
    ),
    _of_presets(
        "learning-rate",
        "Learning rate, on two pools",
        "At rate 1 the author's network got stuck and never came back.",
        "learning_rate",
        TWO_POOLS,
    ),
    _of_presets(
        "channels",
        "Channels, on three pools",
        "Why should 9 channels be worse than 8?",
        "channels",
        WIDTHS,
    ),
    _hidden_size(),
    _of_presets(
        "nine-channels",
        "Nine channels at a lower rate for longer",
        "The author tried rate 0.1 for ten epochs, in case the rate was to blame.",
        "channels",
        {"9": "3-pools-9-channels-rate-0.1"},
    ),
    _of_presets(
        "channels-logits",
        "Channels, with a logits head at rate 0.1",
        "The table of channels without the second softmax.",
        "channels",
        WIDTHS,
        head="logits",
        learning_rate=0.1,
    ),
    _of_presets(
        "learning-rate-logits",
        "Learning rate, with a logits head",
        "The table of learning rates without the second softmax.",
        "learning_rate",
        TWO_POOLS,
        head="logits",
    ),
    _ingredients(),
    _last_letters(),
)


def table(name: str) -> NotesTable:
    """Raises ConfigError for an unknown name."""
    for found in TABLES:
        if found.name == name:
            return found
    names = ", ".join(t.name for t in TABLES)
    raise ConfigError({"notes": f"There is no table {name[:60]!r} of the notes; choose {names}."})


@dataclass(frozen=True)
class Verdict:
    """The author's figure beside where one more run of ours would lie, 19 times of 20."""

    reported: float
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        return self.low <= self.reported <= self.high


def verdict(
    reported: float | None, values: Sequence[float], tested_on: int = 0, spread: float = 0.0
) -> Verdict | None:
    """None where he states no figure or ours are fewer than two.

    `tested_on` is how many items he tested on, drawn by himself; 0 where they were ours too. `spread`
    is the variance over seeds in the table as a whole. His figure may be off by half of its last digit.
    """
    if reported is None or len(values) < 2:
        return None
    share = fmean(values)
    drawn = share * (1 - share) / tested_on if tested_on else 0.0
    low, high = prediction_interval(values, drawn, spread)
    exponent = Decimal(str(reported)).as_tuple().exponent
    assert isinstance(exponent, int)
    rounding = 10.0**exponent / 2
    return Verdict(reported, low - rounding, high + rounding)


def judged(plan: Plan, rows: list[Row]) -> list[Verdict | None]:
    """The verdict on each row of a plan, all None where it is not a table of the notes as it was.

    `rows` hold accuracies for digits. For surnames they hold balanced ones: the author drew a
    language first, so that his score estimates that.

    What luck of the seed does is taken from the whole table where a row shows less of it: a network
    that loses a digit is rare enough for five seeds of one width to miss it, and all widths have some.
    """
    if not repeats_notes(plan):
        return [None] * len(rows)
    tested_on = 0 if problems.problem(plan.kind).balanced else NOTES_TEST
    reported = table(plan.table).reported
    spread = pooled_variance([row.values for row in rows])
    return [
        verdict(r, row.values, tested_on, spread) for r, row in zip(reported, rows, strict=True)
    ]


def pooled_variance(groups: Iterable[Sequence[float]]) -> float:
    """The variance within groups, over all of them; 0 where none has two values."""
    some = [group for group in groups if len(group) > 1]
    freedom = sum(len(group) - 1 for group in some)
    return sum((len(g) - 1) * variance(g) for g in some) / freedom if some else 0.0


def reported(plan: Plan) -> list[float | None]:
    """The author's figure for each combination of a plan, None throughout where none applies."""
    return list(table(plan.table).reported) if repeats_notes(plan) else []


def repeats_notes(plan: Plan) -> bool:
    """Whether a plan is one of the tables, unchanged but for seeds and the set of surnames."""
    if not plan.table:
        return False
    known = table(plan.table)
    if not known.any_data and plan.base["dataset"] != known.base["dataset"]:
        return False

    def compared(p: Plan) -> str:
        base = {k: v for k, v in p.base.items() if k not in ("dataset", "seed")}
        return json.dumps([base, p.to_dict()["axes"]], sort_keys=True)

    return compared(plan) == compared(known.plan())


def measure(plan: Plan) -> str:
    """What of a run the notes' figure is to be compared with: see `judged`."""
    balanced = problems.problem(plan.kind).balanced
    return "balanced_accuracy" if plan.table and not balanced else "accuracy"
