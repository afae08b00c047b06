"""The story's figures: what is drawn where, and what stands there before a guess."""

import pytest

from core.charts import story

LINE = ("one pool", (1.0, 2.0), ((0.5, 0.9), (0.7, 0.8)), ((2.0, 0.85),))


def test_curves_of_runs_their_mean_and_the_author() -> None:
    first, second, mean, his = story.curves([LINE], "Epoch", "Accuracy").data
    assert (list(first.y), list(second.y)) == ([50, 90], [70, 80])
    two = story.curves([LINE, ("no pool", *LINE[1:])], "Epoch", "Accuracy", ours=False)
    assert [trace.name for trace in two.data] == ["the author, one pool", "the author, no pool"]
    assert list(mean.y) == pytest.approx([60, 85]) and mean.name == "one pool, mean of 2"
    assert (list(his.x), list(his.y), his.name) == ([2], [85], "the author")


def test_before_a_guess_there_is_the_author_alone_on_the_same_scale() -> None:
    hidden, shown = (story.curves([LINE], "Epoch", "Accuracy", ours) for ours in (False, True))
    assert [trace.name for trace in hidden.data] == ["the author"]
    assert hidden.layout.yaxis.range == shown.layout.yaxis.range
    groups, reported = {"a": ((0.5, 0.7), (0.9,))}, {"a": (0.6, None)}
    hidden, shown = (
        story.points(("5", "8"), groups, reported, "Channels", "Accuracy", o) for o in (False, True)
    )
    assert [trace.name for trace in hidden.data] == ["the author"]
    assert hidden.layout.yaxis.range == shown.layout.yaxis.range
    points, means, his = shown.data
    assert (list(points.x), list(points.y)) == ([0, 0, 1], [50, 70, 90])
    assert list(means.y) == [60, 90] and list(his.y) == [60]
    assert list(shown.layout.xaxis.ticktext) == ["5", "8"]


def test_stacks_grid_and_changes() -> None:
    figure = story.stacks(("0", "1"), {"Dense": (8.0, 2.0), "Pools": (0.0, 0.5)}, "Pools", "ms")
    assert [list(bar.y) for bar in figure.data] == [[8, 2], [0, 0.5]]
    assert figure.layout.barmode == "stack"
    pale, strong = story.grid(("seed 0",), ("a", "b"), ((0.0, 1.0),), "Digit").data
    assert [list(row) for row in pale.z] == [[0, None]]
    assert [list(row) for row in strong.z] == [[None, 100]]
    (points,) = story.changes(("without <b>",), (-0.02,), ((-0.03, -0.005),), "Change").data
    assert list(points.x) == [-2] and list(points.y) == ["without &lt;b>"]
    assert list(points.error_x.array) == pytest.approx([1.5])
    assert list(points.error_x.arrayminus) == pytest.approx([1])
