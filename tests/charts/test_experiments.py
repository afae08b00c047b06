"""The chart of instant experiments."""

from core.charts.experiments import experiments_chart
from core.runs.instant import Curve


def test_ink_fades_with_age_and_the_newest_is_last_and_thickest() -> None:
    curves = [
        ("at first", Curve((10, 20), (2.0, 1.0), 0.5, 2.3, "finished")),
        ("rate 10", Curve((10,), (900.0,), 0.1, 2.3, "diverged")),
        ("rate 0.3", Curve((10,), (1.5,), 0.2, 2.3)),
    ]
    figure = experiments_chart(curves, "images")
    names = [s["name"].replace("\N{NO-BREAK SPACE}", " ") for s in figure["series"]]
    assert names == ["at first · 50 %", "rate 10 · 10 %", "rate 0.3"]  # the last goes on
    inks = [float(s["color"].rpartition(" ")[2].rstrip(")")) for s in figure["series"]]
    assert inks == sorted(inks) and inks[-1] == 1.0 and inks[0] <= 0.5
    assert [s["width"] for s in figure["series"]] == [1.6, 1.6, 3.0]
    assert figure["series"][0]["x"] == [10, 20] and figure["series"][0]["y"] == [2.0, 1.0]
    assert figure["series"][1]["y"][0] < 4, "a loss that explodes leaves the others their height"
    assert figure["x"]["title"] == "Images learned from" and figure["legend"]


def test_before_a_worker_has_begun_there_is_nothing() -> None:
    assert experiments_chart([("at first", Curve())], "names")["series"][0]["y"] == []
