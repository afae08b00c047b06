"""The list of the kinds of problem: digits and names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from core.digits.problem import DIGITS
from core.errors import ConfigError
from core.names.problem import NAMES
from core.problem import Preset, Problem
from core.settings.config import Config

if TYPE_CHECKING:
    from core.training.loop import Trainer
    from core.training.schedules import Cycles

PROBLEMS: dict[str, Problem] = {p.kind: p for p in (DIGITS, NAMES)}


PRESETS = [preset for p in PROBLEMS.values() for preset in p.presets]


def problem(kind: str) -> Problem:
    """Raises ConfigError for a kind that is none."""
    try:
        return PROBLEMS[kind]
    except KeyError:
        known = " or ".join(PROBLEMS)
        raise ConfigError({"kind": f"There is no kind {kind!r}; choose {known}."}) from None


def title(kind: str) -> str:
    """What a kind is called in a heading or a list: "Digits"."""
    return problem(kind).words.title


def problem_of(config: Config) -> Problem:
    """The kind of problem that a config is for."""
    return problem(config.kind)


def tested_alike(one: Config, other: Config) -> bool:
    """Whether two configs of one kind are tested on the same, so that their accuracies can be ranked."""
    known = problem_of(one)
    return known.tested_on(one) == known.tested_on(other)


def preset(kind: str, name: str) -> Preset:
    """Raises ConfigError for an unknown name."""
    presets = problem(kind).presets
    for p in presets:
        if p.name == name:
            return p
    names = ", ".join(p.name for p in presets)
    raise ConfigError({"preset": f"There is no preset {name!r} for {kind}; choose {names}."})


def trainer(
    config: Config,
    threads: int | None = None,
    cycles: "Cycles" = (),
    device: str | None = None,
) -> "Trainer":
    """What trains a config with so many threads or as many as its kind has, on the device that is named or
    that suits it; `cycles` of a run that was extended. Raises DataError, RunError."""
    return trainers([config], threads, cycles, device)[0]


def trainers(
    configs: Sequence[Config],
    threads: int | None = None,
    cycles: "Cycles" = (),
    device: str | None = None,
) -> "list[Trainer]":
    """What trains configs of one `Problem.stack_key` side by side, a thread each. Raises DataError,
    RunError."""
    from core.training import devices
    from core.training.loop import Trainer
    from core.training.side_by_side import members
    from core.training.stack import StackableTask
    from core.training.task import Learn

    known, where = problem_of(configs[0]), devices.prepared(configs[0], device)
    tasks = [known.task(config, where, threads or known.threads) for config in configs]
    learns: Sequence[Learn | None] = [None] * len(tasks)
    stackable = known.stack_key(configs[0]) is not None
    if stackable and (where.type == "cuda" or len(tasks) > 1):
        learns = members(cast(list[StackableTask], tasks), cycles)
    each = zip(configs, tasks, learns, strict=True)
    return [Trainer(config, task, cycles, learn) for config, task, learn in each]
