"""Compilation ahead of the first run: a step and a test of each kind of network, once on a machine.

    python -m core.runs.compile_ahead

does so now. A server has its workers do it as soon as it has started (`core.runs.warming`); what they have
not come to, the first run waits for.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from core import problems
from core.settings.config import Config
from core.training import devices

# The compiler is imported where it is needed: a server, which hands this to its workers, has no use for it.


def networks() -> list[list[Config]]:
    """Those of each kind that learn from batches, which take longest, and those that learn from one item
    after the other."""
    found: dict[tuple[bool, str], Config] = {}
    for preset in problems.PRESETS:
        found.setdefault((preset.config.batch_size == 1, preset.kind), preset.config)
    return [[found[key] for key in found if key[0] == single] for single in (False, True)]


def compile_for(config: Config, tests: bool = True) -> None:
    """Have everything compiled that training such a network on a processor takes, and testing it, in this
    process. Raises DataError."""
    import torch

    from core.training import compiler

    if compiler.is_ready():
        return
    task = problems.problem_of(config).task(config, torch.device("cpu"), 1)
    task.step(0, 0.0)
    if tests:
        task.evaluate()


def compile_before_time_is_taken(config: Config) -> None:
    """The same for a run that is about to begin. Raises DataError."""
    if not devices.on_gpu(config):
        compile_for(config, tests=False)


def finish() -> None:
    """Remember that all of it has been compiled."""
    from core.training import compiler

    compiler.set_ready()


def main() -> None:
    from core.training import compiler

    if compiler.is_ready():
        return
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(compile_for, [config for some in networks() for config in some]))
    finish()


if __name__ == "__main__":
    main()
