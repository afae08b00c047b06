"""A look at a run says what a page shows of it, in words and numbers that are right."""

import json
import time
from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.doctor.rules import title
from core.names.config import NamesConfig
from core.problems import PROBLEMS
from core.runs import progress as look
from core.runs import store
from core.runs.store import Run
from core.settings.config import Config
from core.statistics.percent import percent
from tests.runs.events import diagnosis, evaluated, progress


def run_with(
    config: Config, *events: dict[str, Any], status: str = "stopped", **record: Any
) -> Run:
    run = store.create(config)
    store.write_json(run.path / "run.json", run.record | {"status": status} | record)
    (run.path / "metrics.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))
    return Run(run.path)


DIGITS = DigitsConfig(batch_size=64, train_size=6400, epochs=2)  # 200 steps


def test_a_run_that_has_told_nothing() -> None:
    seen = look.run_progress(run_with(DIGITS))
    assert (seen["share"], seen["words"]) == (0, "It has not taken a step; resume it to train it.")
    assert look.progress(run_with(DIGITS), "running", []) == (0, "Getting ready …")
    for seconds, words in ((1, "Getting ready …"), (9, look.COMPILES)):
        run = run_with(DIGITS)
        run.record["started"] = time.time() - seconds
        assert look.progress(run, "running", []) == (0, words)
    assert seen["numbers"] == [] and seen["log"] == []
    assert [chart["end"] for chart in seen["charts"]] == [2, 2], "axes stand before the first point"
    json.dumps(seen)


def test_the_steps_at_which_weights_were_kept_are_in_their_order() -> None:
    run = run_with(DIGITS)
    assert look.run_progress(run)["snapshots"] == []
    (run.path / "snapshots").mkdir()
    for name in ("10.safetensors", "9.safetensors", "0.safetensors", "11.tmp", "x.safetensors"):
        (run.path / "snapshots" / name).touch()
    assert look.run_progress(run)["snapshots"] == [0, 9, 10]


def test_a_loss_that_is_no_number_can_be_looked_at() -> None:
    nan = float("nan")
    seen = look.run_progress(
        run_with(DIGITS, progress(50, loss=nan), evaluated(60, [[1, 0], [0, 1]]) | {"loss": nan})
    )
    json.dumps(seen, allow_nan=False)  # as the server answers


def test_progress_in_words() -> None:
    run = run_with(DIGITS, progress(50))
    assert look.progress(run, "queued", []) == (0, "Waiting for a worker …")
    assert look.progress(run, "paused", look.metrics(run.metrics())) == (0.25, "Paused at step 50")
    seen = look.run_progress(run)
    assert seen["share"] == 0.25
    assert (seen["words"], seen["state"]) == ("Stopped at step 50 of 200.", "Stopped")
    assert seen["ended"] and seen["resumable"]
    assert (seen["figure"], seen["next"]) == ("Stopped", "resume")
    words = look.progress(run, "running", look.metrics(run.metrics()))[1]
    assert words == "Step 50 of 200 · epoch 0.5 · 640 images/s · 15 s left"


def test_while_it_trains_its_share_is_what_a_tab_is_called_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = run_with(DIGITS.replace(epochs=3), progress(50), progress(100))
    monkeypatch.setattr(Run, "status", "running")
    seen = look.run_progress(run)
    assert (seen["share"], seen["figure"]) == (0.3333, "33\u00a0%")
    assert seen["words"].startswith("Step 100 of 300 · epoch 1.0 · ")
    assert (seen["state"], seen["next"], seen["again"]) == ("Training", "", "")
    assert not seen["ended"] and not seen["resumable"]


def test_the_speed_is_the_newest_that_was_told() -> None:
    run = run_with(DIGITS)
    reports = [progress(20, per_second=99.0), progress(40, per_second=2100.0), evaluated(40)]
    assert " · 2,100 images/s · " in look.progress(run, "running", reports)[1]
    assert " · 0 images/s · " in look.progress(run, "running", [evaluated(40)])[1]


@pytest.mark.parametrize(
    ("status", "step", "seen"),
    [
        ("finished", 150, (1.0, "Finished")),  # early
        ("failed", 150, (0.75, "Failed")),
        ("stopped", 300, (1.0, "Stopped")),  # of a record that was made for less
    ],
)
def test_the_share_that_is_done(status: str, step: int, seen: tuple[float, str]) -> None:
    assert look.progress(run_with(DIGITS), status, [progress(step)]) == seen


def test_what_remains_is_the_time_so_far_over_the_share() -> None:
    run = run_with(DIGITS)
    words = look.progress(run, "running", [progress(150, seconds=30.0)])[1]
    assert words.endswith(" · 10 s left")


def test_the_doctors_titles_once_each_the_serious_ones_first() -> None:
    codes = ("overfitting", "class-never-predicted", "at-chance", "at-chance")
    said = [diagnosis(step, code) for step, code in enumerate(codes)]
    late, never, chance = (title(code) for code in codes[:3])
    learned, not_yet = evaluated(9, [[1, 1], [1, 1]]), evaluated(4, [[1, 0], [1, 0]])
    assert look.doctor([*said, progress(4)]) == [never, chance, late]
    assert look.doctor([*said, not_yet]) == [never, chance, late]
    assert look.doctor([*said, not_yet, learned, progress(9)]) == [chance, late]
    assert look.doctor([progress(4), learned]) == []


def simple_method(accuracy: float, n: int) -> dict[str, Any]:
    """As a run's record keeps it."""
    scores = {"accuracy": accuracy, "balanced_accuracy": 0.512, "n": n}
    return {"name": "Counting", "about": "It counts."} | scores


def numbers_of(run: Run) -> dict[str, tuple[str, str]]:
    """Label -> value and note."""
    return {
        n["label"]: (n["value"], n["note"]) for n in look.numbers(run, look.metrics(run.metrics()))
    }


def test_the_newest_of_all_numbers_are_shown() -> None:
    tests = [evaluated(k, [[k, 100 - k], [0, 100]], loss=1 / k) for k in (10, 60)]
    run = run_with(DIGITS, *tests, progress(20), progress(70, accuracy=0.875))
    found = numbers_of(run)
    assert found["Test accuracy"][0] == "80\u00a0%" and found["Test loss"][0] == "0.0167"
    assert found["Training accuracy"][0] == "87.5\u00a0%"
    assert list(numbers_of(run_with(DIGITS, progress(20)))) == ["Training accuracy"]
    assert list(numbers_of(run_with(DIGITS, evaluated(20)))) == ["Test accuracy", "Test loss"]


@pytest.mark.parametrize(("n", "shown"), [(1000, "90\u00a0%"), (1001, "90.01\u00a0%")])
def test_more_than_a_thousand_tests_bear_decimals(n: int, shown: str) -> None:
    run = run_with(
        DIGITS,
        evaluated(20, [[n - 100, 100], [0, 0]]),
        baselines=[simple_method((n - 100) / n, n)],
    )
    found = numbers_of(run)
    assert found["Test accuracy"][0] == found["Counting"][0] == shown
    note = f"No network, on the same {n:,} images; 95\u00a0% interval 88.0\u00a0% to 91.7\u00a0%."
    assert found["Counting"][1] == note


def test_a_simple_method_on_surnames_has_its_balanced_accuracy_too(tiny: str) -> None:
    simple = simple_method(0.6, 10)
    config = NamesConfig(dataset=tiny, steps=200)
    run = run_with(config, evaluated(60, [[6, 2], [1, 1]]), baselines=[simple])
    words = " (balanced 51.2\u00a0%); 95\u00a0% interval 31.3\u00a0% to 83.2\u00a0%."
    assert numbers_of(run)["Counting"] == (
        "60\u00a0%",
        f"No network, on the same 10 surnames{words}",
    )


def test_the_notes_figure_is_that_of_the_runs_own_preset() -> None:
    def reported(preset: str) -> float | None:
        return look.reported(run_with(DIGITS, preset=preset))

    presets = PROBLEMS["digits"].presets
    assert {p.name: reported(p.name) for p in presets} == {p.name: p.reported for p in presets}
    assert len({p.reported for p in presets}) > 3 and reported("") is None
    assert "The notes report" not in numbers_of(run_with(DIGITS, progress(20)))


@pytest.mark.parametrize(
    ("reports", "record", "end"),
    [
        ([progress(50), progress(100)], {}, 2),  # all epochs that were asked for
        ([progress(50), progress(100)], {"early": "It is good enough."}, 1),
        ([], {"early": "It is good enough."}, 2),
    ],
)
def test_the_axis_ends_where_the_run_will(
    reports: list[dict[str, Any]], record: dict[str, Any], end: float
) -> None:
    run = run_with(DIGITS, **record)
    assert [chart["end"] for chart in look.charts(run, reports)] == [end, end]


def test_the_axis_of_a_run_that_counts_steps(tiny: str) -> None:
    run = run_with(NamesConfig(dataset=tiny, steps=300))
    for reports, end in (
        ([], 1),
        ([progress(50)], 3),
        ([progress(50), progress(60, epoch=1.2)], 6),
        ([evaluated(0)], 1),
        ([progress(1, epoch=0.0)], 1),
        ([progress(0, epoch=0.5)], 1),
    ):
        assert [chart["end"] for chart in look.charts(run, reports)] == [end, end], reports


def test_the_log_has_a_line_for_each_twentieth_of_a_run(tiny: str) -> None:
    run = run_with(NamesConfig(dataset=tiny, steps=1000))
    example = {"name": "Kim", "language": "Korean", "guess": "Korean"}
    told = [progress(k, example=example) for k in range(1, 201)]
    silent = progress(201), evaluated(202, example=example), progress(203, example=example)
    lines = look.log(run, [*told, *silent])
    assert [int(line.split()[0]) for line in lines] == [1, 51, 101, 151, 203]
    assert lines[0].split()[1] == "0%" and lines[1].split()[1] == "5%"


def test_numbers_say_how_sure_they_are() -> None:
    confusion = [[450, 50], [50, 950]]
    run = run_with(DIGITS, progress(50), evaluated(60, confusion))
    by_label = {n["label"]: (n["value"], n["note"]) for n in look.run_progress(run)["numbers"]}
    value, note = by_label["Test accuracy"]
    assert value == "93.33\u00a0%"
    assert note == "On 1,500 held-out images; 95\u00a0% interval 92.0\u00a0% to 94.5\u00a0%."
    assert (
        by_label["Test loss"][0] == "0.2500" and by_label["Training accuracy"][0] == "50.0\u00a0%"
    )
    assert "Balanced accuracy" not in by_label, "digits are as good as balanced"


def test_numbers_of_surnames_beside_the_notes(tiny: str) -> None:
    config = NamesConfig(dataset=tiny, steps=200)
    run = run_with(config, progress(50), evaluated(60, [[6, 2], [1, 1]]), preset="linear-128")
    by_label = {n["label"]: n["value"] for n in look.run_progress(run)["numbers"]}
    assert by_label["Test accuracy"] == "70\u00a0%", "ten names bear no decimals"
    assert by_label["Balanced accuracy"] == "75.0\u00a0%"
    assert by_label["Always the largest"] == "80.0\u00a0%"
    assert by_label["The notes report"] == percent(look.reported(run) or 0, 0)
    assert look.run_progress(run)["charts"][0]["end"] == 2, "200 steps of 100 an epoch"


def test_the_log_is_as_in_the_notes(tiny: str) -> None:
    examples = [
        {"name": "Kim", "language": "Korean", "guess": "Korean"},
        {"name": "Abe", "language": "Japanese", "guess": "Korean"},
    ]
    logged = [progress(20 * k, example=examples[k % 2]) for k in range(1, 11)]
    log = look.run_progress(run_with(NamesConfig(dataset=tiny, steps=200), *logged))["log"]
    assert len(log) == 10
    assert log[0].split() == [
        "20",
        "10%",
        "(2",
        "s)",
        "1.5000",
        "Abe",
        "/",
        "Korean",
        "✗",
        "(Japanese)",
    ]
    assert log[1].split()[-1] == "✓"


@pytest.mark.parametrize(
    ("status", "ended"), [("stopped", True), ("finished", True), ("failed", True)]
)
def test_what_a_page_offers_hangs_on_few_fields(status: str, ended: bool) -> None:
    told = progress(40), progress(50), diagnosis(10)
    seen = look.run_progress(run_with(DIGITS, *told, status=status))
    assert (seen["ended"], seen["weights"], seen["diagnoses"]) == (ended, False, 1)
