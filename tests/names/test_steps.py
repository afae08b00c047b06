"""The steps of a surname network for the browser: of what they cannot say, they say nothing."""

from dataclasses import dataclass

import pytest

from core.names.config import CELLS, NamesConfig
from core.names.model import build
from core.names.steps import steps
from core.settings.setting import setting


@dataclass(frozen=True, kw_only=True)
class Later(NamesConfig):
    """A setting that came later, and that old runs have not."""

    hats: str = setting("none", "Which hats.", choices=("none", "bowlers"), before="none")


@dataclass(frozen=True, kw_only=True)
class Other(NamesConfig):
    """A setting that every run has."""

    hats: str = setting("none", "Which hats.", choices=("none", "bowlers"))


def test_a_setting_that_is_not_known_counts_only_as_it_was_before_it_existed() -> None:
    assert steps(Later(), 5) == steps(NamesConfig(), 5)
    assert steps(Later(hats="bowlers"), 5) is None
    assert steps(Other(), 5) is None


def test_a_cell_that_is_not_known_is_left_to_python() -> None:
    config = NamesConfig()
    object.__setattr__(config, "cell", "mamba")
    assert steps(config, 5) is None


@pytest.mark.parametrize("cell", CELLS)
def test_they_name_every_array_of_the_network(cell: str) -> None:
    config = NamesConfig(cell=cell)
    told = steps(config, 5)
    assert told
    readout = told["readout"]
    named = {readout[name] for name in ("letter", "hidden", "bias")}
    for layer in (layer for way in told["ways"] for layer in way["cells"]):
        named |= {layer["bias"], layer["hidden"], layer["candidate"]}
        named |= {step["weight"] for step in layer["table"] if "weight" in step}
    assert named - {None} == build(config, 5).state_dict().keys()
    assert told["classes"] == 5 and told["hidden_size"] == config.hidden_size
