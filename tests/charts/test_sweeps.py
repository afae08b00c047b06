"""The figures of sweeps: what is drawn where, and in which units."""

import pytest

from core.charts import sweeps
from core.sweeps.plan import Plan, plan
from core.sweeps.table import Row

TWO = plan("digits", {"channels": [5, 8], "learning_rate": [0.1, 0.3]}, 2, "1-pool")
ONE = plan("digits", {"channels": [5, 8]}, 2, "1-pool")


def rows(asked: Plan, *values: tuple[float, ...]) -> list[Row]:
    points = enumerate(zip(asked.combinations, values, strict=True))
    return [
        Row(i, tuple(p.label for p in where), v, tuple(range(len(v))), 1.0, "")
        for i, (where, v) in points
    ]


def test_a_heat_map_of_means_has_the_last_axis_from_left_to_right() -> None:
    figure = sweeps.heat(TWO, rows(TWO, (0.5, 0.7), (0.9, 0.9), (), (0.1, 0.2)))
    (drawn,) = figure.data
    assert [[v and round(v, 6) for v in line] for line in drawn.z] == [
        [60, 90],
        [None, 15],
    ]
    assert (list(drawn.x), list(drawn.y)) == (["0.1", "0.3"], ["5", "8"])
    assert figure.layout.xaxis.title.text == "Learning rate"
    assert figure.layout.yaxis.title.text == "Channels"


def test_one_axis_alone_shows_every_seed() -> None:
    (drawn,) = sweeps.heat(ONE, rows(ONE, (0.5, 0.7), (0.9,))).data
    assert [list(line) for line in drawn.z] == [[50, 90], [70, None]]


def test_lines_show_mean_band_every_seed_and_the_notes() -> None:
    figure = sweeps.lines(ONE, rows(ONE, (0.5, 0.7), (0.9, 0.9)), "channels", [0.85, None])
    drawn = {trace.name: trace for trace in figure.data if trace.name}
    assert list(drawn["mean over seeds"].y) == pytest.approx([60, 90])
    assert list(drawn["each seed"].y) == pytest.approx([50, 70, 90, 90])
    assert (list(drawn["the notes"].x), list(drawn["the notes"].y)) == ([5], [85])
    assert list(figure.layout.xaxis.ticktext) == ["5", "8"]
    assert figure.layout.yaxis.title.text == "Test accuracy (%)"
    band = next(trace for trace in figure.data if trace.fill == "toself")
    assert max(band.y) == 100 and min(band.y) == 0  # two seeds, 20 points apart, say little


def test_a_line_for_each_combination_of_the_other_axes() -> None:
    figure = sweeps.lines(TWO, rows(TWO, (0.5,), (0.9,), (0.6,), (0.8,)), "learning_rate")
    drawn = {trace.name: list(trace.y) for trace in figure.data if trace.mode == "lines+markers"}
    assert drawn == {"5 channels": [50, 90], "8 channels": [60, 80]}


@pytest.mark.parametrize(
    ("labels", "places", "scale"),
    [
        (["5", "6", "8", "9", "16"], [5, 6, 8, 9, 16], ""),
        (["32", "64", "128", "256"], [32, 64, 128, 256], ""),
        (["0", "0.5", "0.9"], [0, 0.5, 0.9], ""),
        (["0.01", "0.1", "1"], [-2, -1, 0], " (logarithmic scale)"),
        (["linear", "gru"], [0, 1], ""),
        (["8,16", "16,32"], [0, 1], ""),
        (["64", "same"], [0, 1], ""),
        (["7"], [7], ""),
    ],
)
def test_numbers_lie_at_their_true_distances(
    labels: list[str], places: list[float], scale: str
) -> None:
    found, words = sweeps.positions(labels)
    assert found == pytest.approx(places) and words == scale


def test_the_axis_shows_each_value_at_its_place() -> None:
    asked = plan("digits", {"channels": [5, 6, 16], "learning_rate": [0.1, 0.3]}, 1, "1-pool")
    figure = sweeps.lines(asked, rows(asked, *[(0.5,)] * 6), "channels")
    assert list(figure.layout.xaxis.tickvals) == [5, 6, 16]
    assert list(figure.layout.xaxis.ticktext) == ["5", "6", "16"]
    for trace in figure.data:
        if trace.mode == "lines+markers":  # two lines, set apart by less than a tenth of a channel
            assert list(trace.x) == pytest.approx([5, 6, 16], abs=0.1)
