"""A setting is one line: checks, command line, sweeps and words have it from there; the form, in
`tests/app/test_fields.py`.
"""

from dataclasses import dataclass

import pytest

from core.cli.main import build_parser, main
from core.cli.options import given_fields
from core.errors import ConfigError
from core.names.config import NamesConfig
from core.problems import PROBLEMS
from core.settings.setting import setting, settings
from core.settings.words import label, phrase, value
from core.sweeps.plan import plan


@dataclass(frozen=True, kw_only=True)
class Longer(NamesConfig):
    """The surnames' config with a line more for each type; `before` is what runs had until then."""

    warm_up: int = setting(
        100, "Steps with a growing rate, {low} to {high}.", low=0, high=5000, before=0
    )
    smoothing: float = setting(0.1, "How much of a label is spread.", low=0, high=0.5, before=0.0)
    bias: bool = setting(True, "Whether the output has a bias.", before=True)
    order: str = setting(
        "forward", "From which end: {choices}.", choices=("forward", "backward"), before="forward"
    )


@pytest.fixture
def longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PROBLEMS["names"], "Config", Longer)


def test_a_run_from_before_it_opens() -> None:
    old = Longer.from_dict(NamesConfig().to_dict())
    assert (old.warm_up, old.smoothing, old.bias, old.order) == (0, 0.0, True, "forward")


def test_it_is_checked() -> None:
    assert Longer(warm_up=5000, smoothing=0.5, bias=True, order="backward").warm_up == 5000
    with pytest.raises(ConfigError) as caught:
        Longer(warm_up=5001, smoothing=-1, bias=1, order="up")  # type: ignore[arg-type]
    assert caught.value.problems == {
        "warm_up": "warm_up is 5001; it must be from 0 to 5000.",
        "smoothing": "smoothing is -1; it must be from 0 to 0.5.",
        "bias": "bias is 1; it is either true or false.",
        "order": "order is 'up'; choose forward or backward.",
    }
    assert Longer.from_dict(Longer(warm_up=7).to_dict()) == Longer(warm_up=7)


def test_the_command_line_has_it(longer: None, capsys: pytest.CaptureFixture[str]) -> None:
    args = build_parser().parse_args(
        ["train", "names", "--warm-up", "5", "--bias", "yes", "--order", "backward"]
    )
    assert given_fields(args) == {"warm_up": 5, "bias": True, "order": "backward"}
    with pytest.raises(SystemExit):
        main(["train", "names", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "--warm-up VALUE, --warm_up VALUE Steps with a growing rate, 0 to 5 000." in shown
    assert "From which end: forward or backward." in shown


def test_a_sweep_can_vary_it(longer: None) -> None:
    asked = plan("names", {"warm_up": [0, 9999], "bias": [True, False]}, 1)
    assert [c.config is not None for c in asked.cells] == [True, True, False, False]
    words = [asked.in_words(asked.axes, points) for points in asked.combinations]
    assert words[0] == "warm up 0 · bias"
    known = settings(Longer)
    assert known["bias"].suggest == (True, False)
    assert known["order"].suggest == ("forward", "backward")


def test_it_has_words() -> None:
    assert label(Longer, "warm_up") == "Warm up"
    assert value(Longer, "warm_up", 1500) == "1,500"
    assert phrase(Longer, "warm_up", 1500) == "warm up 1,500"
    assert phrase(Longer, "smoothing", 0.1) == "smoothing 0.1"
    assert [phrase(Longer, "bias", on) for on in (True, False)] == ["bias", "no bias"]
    assert phrase(Longer, "order", "backward") == "backward"
