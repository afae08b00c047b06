"""Charts: what they show is what was computed, and the browser can read it."""

import json

import numpy as np
import pytest
import torch

from core.charts import names as charts
from core.charts import reliability
from core.names.insight.letters import Trajectory, effects, trajectory
from core.names.insight.linear import contributions, memory
from core.names.insight.pairs import common, most_different, paths, walked
from core.names.text import encode
from core.palette import ABOVE, AMOUNT, BELOW
from core.statistics.calibration import calibration
from tests.names.by_hand import by_hand


def test_a_sweep_shows_the_leaders_and_sums_the_rest() -> None:
    p = np.full((2, 8), 0.02)
    p[0, 3], p[1, 5] = 0.86, 0.86
    found = charts.leading(Trajectory(p, np.zeros((2, 1))), tuple("abcdefgh"))
    assert [name for name, _ in found[:2]] == ["f", "d"]
    assert len(found) == 6 and found[-1][0] == "3 others together"
    assert found[-1][1].tolist() == pytest.approx([0.06, 0.06])
    assert np.sum([line for _, line in found], 0).tolist() == pytest.approx([1, 1])


def test_support_is_what_a_letter_adds() -> None:
    code = encode("abb")
    found = effects(by_hand(), code, 0)
    options = charts.support(found, code, "abb")
    out, other, slope = (s["y"] for s in options["series"])
    assert out == pytest.approx((-found.left_out).tolist(), abs=1e-3)
    assert other == pytest.approx((-found.replaced.sum(1) / 28).tolist(), abs=1e-3)
    assert slope == pytest.approx([found.gradient[i, k] for i, k in enumerate(code)], abs=1e-3)


def test_terms_add_up_to_the_odds() -> None:
    options = charts.terms(contributions(by_hand(), encode("abb")), "abb", 1, 0, ["B", "A"])
    (bars,) = options["series"]
    assert bars["y"] == [-0.5, 1, 0.2, -0.3]  # 1.2 - 0.8
    assert bars["colors"] == [BELOW, ABOVE, ABOVE, BELOW], "as in every picture of signed numbers"
    assert options["x"]["labels"] == ["1 a", "2 b", "3 b", "bias"]


def test_everything_is_json() -> None:
    net = by_hand()
    first, second = trajectory(net, encode("a b")), trajectory(net, encode("ab"))
    found = effects(net, encode("a"), 0)
    names = torch.tensor([[0, 1, 1], [1, 0, 0]])
    lasting = memory(net, names, torch.tensor([3, 2]), 3)
    drawn = [
        charts.answers(first, "a b", ("A", "B"), 2),
        charts.states(first, "a b", 0),
        charts.support(found, encode("a"), "a"),
        charts.replacements(found, "a"),
        charts.sizes(found, "a"),
        charts.spectrum(lasting),
        charts.influence(lasting),
        reliability.parting(paths(first.states, second.states), "a b", "ab"),
        reliability.apart(
            first.probabilities[:, 0], second.probabilities[:, 0], ("a b", "ab"), "A"
        ),
        reliability.reliability(calibration(np.array([0.5]), np.array([True])), 5),
        reliability.answers(calibration(np.array([0.5]), np.array([True]))),
    ]
    for options in drawn:
        json.dumps(options, allow_nan=False)


def test_states_are_walked_in_the_order_in_which_they_came_about() -> None:
    states = np.arange(12).reshape(3, 4)
    found = Trajectory(np.zeros((3, 2)), states)
    assert walked(found, "forwards").tolist() == states.tolist()
    assert walked(found, "backwards").tolist() == states[::-1].tolist()
    assert walked(found, "both").tolist() == states[:, :2].tolist(), "of both ways the one forwards"


def test_two_paths_from_the_ends_part_where_the_names_do() -> None:
    """The letters stand at the steps in the order in which they were read."""
    first, second = np.eye(4)[:3], np.eye(4)[1:]
    options = reliability.parting(paths(first, second), "xab", "yab", backwards=True)
    one, other = (line["letters"] for line in options["series"])
    assert one == ["·", "b", "a", "x"]
    assert other == [None, None, None, "y"], "letters that both have are named once"


def test_two_paths_part_where_the_names_do() -> None:
    net = by_hand()
    first, second = trajectory(net, encode("abba")), trajectory(net, encode("aba"))
    found = paths(first.states, second.states)
    assert found.kept == pytest.approx(1)  # two units are a plane
    assert found.first[:3] == pytest.approx(found.second[:3])
    true = np.linalg.norm(first.states[3] - second.states[2])
    assert np.linalg.norm(found.first[4] - found.second[3]) == pytest.approx(true)
    assert common("abba", "aba") == 2 and common("ab", "abba") == 2 and common("x", "y") == 0


def test_the_most_different_letter() -> None:
    # Against the first language of "abb" speaks most a b in the place of the a.
    assert most_different(effects(by_hand(), encode("abb"), 0), "abb") == "bbb"


def test_the_bin_of_the_answer_at_hand_stands_out() -> None:
    found = calibration(np.array([0.95, 0.55, 0.57]), np.array([True, True, False]))
    shown = reliability.reliability(found, 5)
    right, sure = shown["series"]
    assert right["y"] == [*[None] * 5, 50, *[None] * 3, 100]
    assert sure["y"][5] == pytest.approx(56) and sure["y"][9] == pytest.approx(95)
    assert [k for k, color in enumerate(right["colors"]) if color == AMOUNT] == [5]
    assert shown["x"]["labels"][5] == "50–60\u00a0%"
    assert reliability.answers(found)["series"][0]["y"] == [*[0] * 5, 2, 0, 0, 0, 1]
    assert set(reliability.reliability(found)["series"][0]["colors"]) == {AMOUNT}


def test_letters_stand_where_two_names_differ() -> None:
    net = by_hand()
    found = paths(*(walked(trajectory(net, encode(name)), "forwards") for name in ("abba", "aba")))
    first, second = reliability.parting(found, "abba", "aba")["series"]
    assert first["letters"] == ["·", "a", "b", "b", "a"]
    assert second["letters"] == [None, None, None, "a"], "what is the same is said once"
    assert first["x"] == pytest.approx(found.first[:, 0].tolist(), abs=1e-4)
