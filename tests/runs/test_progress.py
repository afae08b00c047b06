"""A look at a run says what a page shows of it, in words and numbers that are right."""

import json
from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import progress as look
from core.runs import store
from core.runs.store import Run
from core.settings.config import Config
from core.statistics.percent import percent
from tests.runs.events import diagnosis, evaluated, progress


def run_with(
    config: Config, *events: dict[str, Any], status: str = "stopped", **record: Any
) -> Run:
    run = store.create(config, **record)
    store.write_json(run.path / "run.json", run.record | {"status": status})
    (run.path / "metrics.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))
    return Run(run.path)


DIGITS = DigitsConfig(batch_size=64, train_size=6400, epochs=2)  # 200 steps


def test_a_run_that_has_told_nothing() -> None:
    seen = look.run_progress(run_with(DIGITS))
    assert (seen["share"], seen["words"]) == (0, "It has not taken a step; resume it to train it.")
    assert look.progress(run_with(DIGITS), "running", []) == (0, "Getting ready …")
    assert seen["numbers"] == [] and seen["log"] == []
    assert [chart["end"] for chart in seen["charts"]] == [2, 2], "axes stand before the first point"
    json.dumps(seen)


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
    seen = look.run_progress(run_with(DIGITS, progress(50), diagnosis(10), status=status))
    assert (seen["ended"], seen["weights"], seen["diagnoses"]) == (ended, False, 1)
