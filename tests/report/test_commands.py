"""Commands in reports: typed as they stand they make the same config, and the same plan, again."""

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import problems
from core.cli.main import build_parser
from core.cli.options import given_fields
from core.cli.sweep import requested_plan
from core.notes import tables
from core.problems import PROBLEMS
from core.report import commands
from core.runs import store
from core.settings.config import Config
from core.sweeps import other_seeds, plan
from tests.strategies import digits_configs, names_configs


def trained(command: str) -> Config:
    """What `python -m core train` makes of a command."""
    args = build_parser().parse_args(shlex.split(command)[3:])
    return problems.preset(args.kind, args.preset).config.replace(**given_fields(args))


@settings(max_examples=60)
@given(st.one_of(digits_configs(), names_configs()))
def test_the_command_of_a_run_trains_its_config(config: Config) -> None:
    assert trained(commands.train(config)) == config


def test_of_a_preset_the_command_names_it_alone() -> None:
    for preset in (p for known in PROBLEMS.values() for p in known.presets):
        assert trained(commands.train(preset.config)) == preset.config
    assert commands.train(problems.preset("digits", "quick").config) == (
        "python -m core train digits --preset quick"
    )


@pytest.mark.parametrize(
    "made",
    [
        plan.plan("digits", {"channels": [5, (8, 16, 32)], "learning_rate": [0.1, 0.30000001]}, 2),
        plan.plan("names", {"hidden_size": [8]}, 3, "quick", {"seed": 7, "dropout": 0.25}),
        plan.plan("digits", {"shuffle": [True, False]}, 1),
    ],
)
def test_the_command_of_a_sweep_makes_its_plan(made: plan.Plan) -> None:
    (command,) = commands.of_sweep(made)
    again = requested_plan(build_parser().parse_args(shlex.split(command)[3:]))
    assert [cell.config for cell in again.cells] == [cell.config for cell in made.cells]


def test_tables_of_the_notes_are_called_by_their_names() -> None:
    made = tables.table("hidden-size").plan(4, {"seed": 3})
    assert commands.of_sweep(made) == [
        "python -m core sweep --notes hidden-size --seeds 4 --seed 3"
    ]


def test_what_no_sweep_command_says_is_trained_run_by_run() -> None:
    quick = problems.preset("digits", "quick").config
    base, run = store.create(quick), store.create(quick.replace(learning_rate=0.3, channels=9))
    lines = commands.of_sweep(other_seeds.plan(run, base, seeds=2))
    assert {trained(line) for line in lines} == {
        config.replace(seed=seed) for config in (base.config, run.config) for seed in (0, 1)
    }
