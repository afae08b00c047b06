"""What differs between runs, and whether it is more than chance: figures by hand or from textbooks."""

import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from core.charts import comparison
from core.digits.config import DigitsConfig
from core.errors import NetsketchError
from core.names.config import NamesConfig
from core.palette import CATEGORIES
from core.runs import compare, store, tensorboard
from core.runs.compare import Score
from core.runs.store import Run


def made(name: str, right: int = 90, title: str = "", **config: Any) -> Run:
    """A finished digits run of three points and a test of 100 images."""
    run = store.create(DigitsConfig(**config), title=title or name, path=store.runs_dir() / name)
    events = [
        {"event": "progress", "step": s, "epoch": s / 10, "seconds": s * 2.0, "loss": 1 / s}
        | {"accuracy": s / 10, "seen": 64 * s, "per_second": 9.0}
        for s in (1, 2, 4)
    ]
    test = {"event": "evaluated", "step": 4, "epoch": 0.4, "seconds": 8.0, "loss": 0.5}
    test |= {"accuracy": right / 100, "balanced_accuracy": 0.25}
    test |= {"confusion": [[right, 100 - right], [0, 0]]}
    lines = "".join(json.dumps(e) + "\n" for e in [*events, test])
    (run.path / "metrics.jsonl").write_text(lines)
    store.write_json(run.path / "result.json", test)
    store.write_json(run.path / "run.json", run.record | {"status": "finished", "started": 1e9})
    return Run(run.path)


def test_settings_that_differ_and_no_others() -> None:
    runs = [made("a", channels=(4, 8)), made("b", channels=(4, 9), seed=3)]
    assert compare.differing(runs) == {"Channels": ["4, 8", "4, 9"], "Seed": ["0", "3"]}
    assert compare.differing([runs[0], runs[0]]) == {}


def test_accuracies_on_other_pictures_say_nothing() -> None:
    digits, garments = made("a"), made("b", right=60, dataset="fashion-mnist")
    assert compare.data_sets([digits, made("c", seed=1)]) == ""
    assert "different data sets (MNIST, Fashion-MNIST)" in compare.data_sets([digits, garments])


def test_what_cannot_be_compared_is_a_sentence_and_the_rest_is_there() -> None:
    a, b = made("a"), made("b")
    store.create(NamesConfig(), title="my RNN", path=store.runs_dir() / "n")
    runs, problems = compare.gather(["a", "gone", "b", "a", "", "../etc", "n"])
    assert [r.id for r in runs] == [a.id, b.id]
    assert "There is no run gone" in problems[0] and "not the id of a run" in problems[1]
    assert "my RNN was trained on names and a on digits" in problems[2]
    assert compare.gather([]) == ([], [])


def test_more_runs_than_colours_are_left_out_with_a_sentence() -> None:
    ids = [made(f"r{k}").id for k in range(compare.MOST + 1)]
    runs, problems = compare.gather(ids)
    assert len(runs) == compare.MOST == len(CATEGORIES) == len(comparison.DASHES)
    assert problems == ["At most 8 runs are compared at a time; r8 is left out."]


def test_runs_of_the_same_name_are_told_apart() -> None:
    runs = [made("a", title="x"), made("b", title="x"), made("c")]
    first, second, third = compare.names(runs)
    assert third == "c" and first != second
    assert all(re.match(r"x · \d\d \w{3}, \d\d:\d\d", name) for name in (first, second))
    assert not any(run.id in (first, second) for run in runs), "never a bare id"


def test_smoothing_is_an_average_of_what_came_so_far() -> None:
    assert compare.smooth([3.0, 3.0, 3.0], 0.9) == pytest.approx([3, 3, 3]), "does not start from 0"
    assert compare.smooth([1.0, 3.0], 0.5) == pytest.approx([1, (0.25 * 1 + 0.5 * 3) / 0.75])
    assert compare.smooth([5.0, 1.0], 0.0) == [5, 1]


def test_the_two_proportion_test() -> None:
    # 55 and 45 of 100: z = 0.1 / sqrt(0.5 * 0.5 * 2 / 100) = 1.4142, p = 0.1573
    assert compare.two_proportions(Score("a", 55, 100), Score("b", 45, 100)) == pytest.approx(
        0.1573, abs=1e-4
    )
    # the same shares of 1000: z = 4.4721
    assert compare.two_proportions(Score("a", 550, 1000), Score("b", 450, 1000)) < 1e-4
    assert compare.two_proportions(Score("a", 9, 9), Score("b", 5, 5)) == 1


def test_holm() -> None:
    # 0.01 * 3, then 0.03 * 2, then no less than the one before
    assert compare.holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert compare.holm([0.6, 0.7]) == [1, 1]


def test_two_runs_in_a_sentence() -> None:
    few = compare.verdicts([Score("a", 55, 100), Score("b", 45, 100)])
    assert few == [
        "This test set cannot tell these two apart: they differ by 10.00 points, p = 0.157."
    ]
    many = compare.verdicts([Score("a", 4_500, 10_000), Score("b", 5_500, 10_000)])
    assert many == ["These two differ by more than chance: b is ahead by 10.00 points, p < 0.001."]
    assert compare.verdicts([Score("a", 1, 2)]) == []


def test_many_runs_are_held_against_the_best() -> None:
    scores = [Score("a", 900, 1000), Score("b", 950, 1000), Score("c", 948, 1000)]
    a, c = compare.verdicts(scores)
    assert a.startswith("a is behind b by more than chance: 5.00 points")
    assert c.startswith("This test set cannot tell c from b: 0.20 points")
    assert "Holm" in compare.method(3) and "Holm" not in compare.method(2)


def test_a_difference_counts_from_the_five_percent_level_on() -> None:
    # 540 and 500 of 1000: z = 1.79, p = 0.073; 545 and 500: z = 2.01, p = 0.044
    (luck,) = compare.verdicts([Score("a", 540, 1000), Score("b", 500, 1000)])
    assert luck.startswith("This test set cannot tell") and luck.endswith("p = 0.073.")
    (more,) = compare.verdicts([Score("a", 545, 1000), Score("b", 500, 1000)])
    assert more.startswith("These two differ") and more.endswith("4.50 points, p = 0.044.")
    third = Score("c", 545, 1000)  # of three, 0.044 is no longer enough: Holm doubles it
    assert compare.verdicts([Score("a", 545, 1000), Score("b", 500, 1000), third])[0].endswith(
        "4.50 points, p = 0.088."
    )


@pytest.mark.parametrize(("p", "words"), [(0.001, "p = 0.001"), (0.00099, "p < 0.001")])
def test_a_small_p_value_is_not_written_as_zero(p: float, words: str) -> None:
    assert compare.p_value(p) == words


def test_a_score_has_wilsons_interval() -> None:
    # Wilson's for 90 of 100: (0.9 + 0.0192 ± 0.0618) / 1.0384
    assert Score("a", 90, 100).accuracy == 0.9
    assert Score("a", 90, 100).interval == pytest.approx((0.8256, 0.9448), abs=1e-4)


def test_a_score_is_read_from_the_last_test() -> None:
    run = made("a", right=90)
    assert compare.score(run, "a") == Score("a", 90, 100)
    assert compare.score(store.create(DigitsConfig()), "b") is None


def test_curves_overlaid_are_those_of_the_runs() -> None:
    runs = [made("a", title="<b>a</b> & b"), made("b")]
    figure = comparison.overlay(runs, "training accuracy", "seconds", 0)
    assert [list(t.x) for t in figure.data] == [[2, 4, 8]] * 2
    assert list(figure.data[0].y) == pytest.approx([10, 20, 40])
    assert figure.data[0].name == "&lt;b>a&lt;/b> &amp; b", "Plotly shows the title as it is"
    assert len({(t.line.color, t.line.dash) for t in figure.data}) == 2
    assert "Time (s)" in figure.layout.xaxis.title.text and "%" in figure.layout.yaxis.title.text
    smoothed = comparison.overlay(runs, "training loss", "step", 0.5)
    raw, smooth = smoothed.data[:2]
    assert list(raw.y) == [1, 0.5, 0.25] and not raw.showlegend and raw.opacity < 0.5
    assert list(smooth.y) == compare.smooth([1, 0.5, 0.25], 0.5)


def test_curves_as_csv() -> None:
    rows = compare.curves_csv([made("a"), made("b")]).splitlines()
    assert compare.curve(made("c").metrics(), "test loss", "epoch") == ([0.4], [0.5])
    assert compare.curve(made("d").metrics(), "training loss", "step") == (
        [1, 2, 4],
        [1, 0.5, 0.25],
    )
    assert rows[0] == "run,title,event,step,epoch,seconds,loss,accuracy,balanced_accuracy"
    assert rows[1] == "a,a,progress,1,0.1,2.0,1.0,0.1,"
    assert rows[4] == "a,a,evaluated,4,0.4,8.0,0.5,0.9,0.25"
    assert len(rows) == 1 + 2 * 4


def test_event_files_are_what_tensorboard_reads(tmp_path: Path) -> None:
    runs = [made("a"), made("b", right=80)]
    tensorboard.write(runs, tmp_path)
    for run, accuracy in zip(runs, (0.9, 0.8), strict=True):
        read = EventAccumulator(str(tmp_path / run.id))
        read.Reload()
        assert [(e.step, e.value) for e in read.Scalars("training/loss")] == [
            (1, 1),
            (2, 0.5),
            (4, 0.25),
        ]
        (test,) = read.Scalars("test/accuracy")
        assert (test.step, test.value, test.wall_time) == (4, pytest.approx(accuracy), 1e9 + 8)
        assert [e.value for e in read.Scalars("test/balanced accuracy")] == [0.25]
    with pytest.raises(NetsketchError, match="holds event files already"):
        tensorboard.write(runs, tmp_path)


def test_event_files_in_a_zip() -> None:
    with zipfile.ZipFile(io.BytesIO(tensorboard.zipped([made("a")]))) as archive:
        (name,) = archive.namelist()
    assert name.startswith("a/events.out.tfevents.")


def test_a_legend_of_tensorboard_holds_names(runs_dir: Path) -> None:
    runs = [made("a", title="../Ada's: <net>"), made("b", title="x"), made("c", title="x")]
    with zipfile.ZipFile(io.BytesIO(tensorboard.zipped(runs))) as archive:
        folders = {name.rpartition("/")[0] for name in archive.namelist()}
    assert len(folders) == 3 and not any({*"/:<>'"} & {*folder} for folder in folders)
    assert "_Ada_s_ _net_" in folders


def test_without_tensorboard_a_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(NetsketchError, match="pip install tensorboard"):
        tensorboard.write([made("a")], tmp_path)
