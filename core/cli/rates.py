"""python -m core rates: the learning rate range test of some settings, before anything is trained."""

import argparse
import time
from collections.abc import Sequence

from core import problems
from core.cli.options import add_fields, emit, given_fields
from core.runs import try_rates
from core.settings.config import Config
from core.settings.setting import settings
from core.training import rate_range

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH = 60  # characters


def add_options(parser: argparse.ArgumentParser, cls: type[Config]) -> None:
    """The options of `rates` for one kind of config."""
    parser.add_argument(
        "--preset", default="quick", metavar="NAME", help="see: python -m core presets"
    )
    add_fields(parser, settings(cls))
    parser.add_argument("--json", action="store_true", help="one JSON object")


def rates(args: argparse.Namespace) -> int:
    """Print what the test says. Raises ConfigError, DataError, RunError."""
    config = problems.preset(args.kind, args.preset).config.replace(**given_fields(args))
    begun = time.perf_counter()
    found = try_rates.gathered(*try_rates.start(config))
    learns, breaks = found.limits
    value = {
        "event": "rates",
        "kind": config.kind,
        "rates": list(found.rates),
        "losses": [list(run) for run in found.losses],
        "learns_from": learns,
        "breaks_from": breaks,
        "proposed": found.proposed,
        "seconds": round(time.perf_counter() - begun, 1),
    }
    low, high = found.rates[0], found.rates[-1]
    each = rate_range.steps_at(config.batch_size)
    lines = [
        f"{low:g} {curve(found.mean.tolist())} {high:g}",
        *rate_range.in_words(found),
        f"Loss over {len(found.rates)} rates, {each} step{'s' * (each > 1)} each, mean of "
        f"{len(found.losses)} seeds, {value['seconds']} s.",
    ]
    if found.proposed:
        now = f"the settings have {config.learning_rate:g}"
        lines.insert(-1, f"Try --learning-rate {found.proposed:g}; {now}.")
    emit(args.json, value, "\n".join(lines))
    return 0


def curve(values: Sequence[float]) -> str:
    """A line of blocks, the higher the larger."""
    n = min(WIDTH, len(values))
    parts = [values[k * len(values) // n : (k + 1) * len(values) // n] for k in range(n)]
    means = [sum(part) / len(part) for part in parts]
    low, high = min(means), max(means)
    scale = (len(BLOCKS) - 1) / (high - low) if high > low else 0.0
    return "".join(BLOCKS[round((mean - low) * scale)] for mean in means)
