"""The story's chapters: what they say is what is recorded, and every term in them is explained."""

import base64
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from statistics import fmean, median
from typing import Any

import pytest

from core.errors import RunError
from core.notes import recorded
from core.notes.recorded import FOLDER
from core.notes.story import chapters
from core.notes.story.chapter import Chapter, Curves, Points, Repeat, Train
from core.notes.story.chapters import CHAPTERS, new_terms, number_of, told
from core.notes.story.glossary import explained, glossary, marked, pieces, terms
from core.notes.tables import table
from core.problems import problem

NAMES = [chapter.name for chapter in CHAPTERS]


def texts(chapter: Chapter) -> tuple[str, ...]:
    return (*chapter.claim, chapter.ask, told(chapter.name).answer, chapter.takeaway)


def plain(text: str) -> str:
    return "".join(words for words, _ in pieces(text)).replace("\u00a0", " ")


def runs(name: str, row: int | None = None) -> list[dict[str, Any]]:
    """The finished runs of a record as they stand in its file, seed by seed of each combination."""
    values = json.loads((FOLDER / f"{name}.json").read_text())
    rows, seeds = 1, len(values["plan"]["seeds"])
    for axis in values["plan"]["axes"]:
        rows *= len(axis["points"])
    assert len(values["runs"]) == rows * seeds
    cells = recorded.Recorded(name).plan.cells
    return [
        run
        for cell, run in zip(cells, values["runs"], strict=True)
        if run["status"] == "finished" and row in (None, cell.row)
    ]


def shares(found: list[dict[str, Any]], what: str = "accuracy") -> list[float]:
    return [run[what] for run in found]


def p(share: float) -> str:
    return f"{100 * share:.1f} %"


def never(run: dict[str, Any]) -> list[int]:
    columns = [sum(column) for column in zip(*run["confusion"], strict=True)]
    return [k for k, answers in enumerate(columns) if not answers]


def no_pool() -> list[str]:
    ends = shares(runs("pooling", 0))
    (lost,) = [run for run in runs("pooling", 0) if never(run)]
    return [
        p(min(ends)), p(max(ends)), f"{100 * (max(ends) - min(ends)):.1f} points",
        f"The one at {p(lost['accuracy'])} never answers {never(lost)[0]}",
    ]  # fmt: skip


def one_pool() -> list[str]:
    without, one = shares(runs("pooling", 0)), shares(runs("pooling", 1))
    above = sum(a > max(without) for a in one)
    return [f"{above} of {len(one)}", f"from {p(fmean(without))} to {p(fmean(one))}"]


def two_pools() -> list[str]:
    layers = json.loads((FOLDER / "pooling.json").read_text())["layers"]

    def took(network: int, *names: str) -> float:
        return sum(x["milliseconds"] for x in layers[network] if x["name"].startswith(names))

    return [
        f"take {took(2, 'Conv', 'MaxPool'):.2f} ms", f"dense layers {took(2, 'Linear'):.2f}",
        f"{took(0, 'Conv'):.2f} against {took(0, 'Linear'):.2f}",
        f"saves {took(2, 'Linear') - took(3, 'Linear'):.2f} ms",
    ]  # fmt: skip


def learning_rate() -> list[str]:
    fast, slow = (
        runs("learning-rate", 2),
        shares(runs("learning-rate", 0) + runs("learning-rate", 1)),
    )
    lowest = min(fast, key=lambda run: run["accuracy"])["confusion"]
    answers = [sum(column) for column in zip(*lowest, strict=True)]
    return [
        f"{p(sum(lowest[7]) / 10_000)} of the test images are sevens",
        f"answers {answers.index(max(answers))} to {p(max(answers) / 10_000)} of the images",
        f"end at {p(min(shares(fast)))} to {p(max(shares(fast)))}",
        f"end at {p(min(slow))} to {p(max(slow))}",
    ]


def three_pools() -> list[str]:
    found = runs("pooling", 3)
    lost = [f"{p(run['accuracy'])} without {never(run)[0]}" for run in found if never(run)]
    return [f"{len(lost)} of our {len(found)} seeds", *lost]


def channels() -> list[str]:
    eight, nine = (fmean(shares(runs("channels", row))) for row in (2, 3))
    lost, plainly = (
        sum(bool(never(run)) for run in runs(f"channels{end}")) for end in ("", "-logits")
    )
    return [
        f"{p(eight)} with 8 channels, {p(nine)} with 9", f"{lost} of the 25", f"{plainly} of 25 lose",
        f"{p(fmean(shares(runs('nine-channels', 0))))} with 9 channels: his 89 %"
    ]  # fmt: skip


def one_hot() -> list[str]:
    whole, alone = (fmean(shares(runs("ingredients", row))) for row in (0, 4))
    return [f"gets {p(whole)}", f"alone {p(alone)}", "8 ones", f"other {8 * 28} numbers"]


def linear_rnn() -> list[str]:
    tests = [run["tests"] for run in runs("hidden-size", 2)]
    early, late = (fmean(own[k] for own in tests) for k in (6, 20))
    return [f"our {len(tests)} seeds read {p(early)}", f"after 100,000 {p(late)}"]


def hidden_size() -> list[str]:
    from core.notes.hundred_names import hundred_names

    apart = []
    for row in range(4):
        for seed, run in enumerate(runs("hidden-size", row)):
            scores = hundred_names(run["confusion"], seed)
            apart.append(max(scores) - min(scores))
    return [
        f"{100 * median(apart):.0f} points, the median of {len(apart)} networks",
        "6 points apart",
    ]


def nonlinear() -> list[str]:
    means = [fmean(shares(runs("hidden-size", row), "balanced_accuracy")) for row in (3, 7, 11)]
    return [f"linear {p(means[0])}, one ReLU {p(means[1])}, two ReLUs {p(means[2])}"]


def early_letters() -> list[str]:
    reach = [run["reach"] for run in runs("last-letters")]
    known = [p(fmean(own["known"][k] for own in reach)) for k in range(3)]
    return [
        f"{p(fmean(own['last'][1] for own in reach))}, near blind",
        f"{known[0]}, {known[1]} and {known[2]}",
    ]


def what_next() -> list[str]:
    whole = shares(runs("ingredients", 0))
    gap = fmean(b - a for a, b in zip(whole, shares(runs("ingredients", 3)), strict=True))
    return [p(fmean(whole)), f"letters alone {100 * gap:+.1f} points"]


FIGURES: dict[str, Callable[[], list[str]]] = {
    "convolution": lambda: ["40: four", "1,611,314 parameters"],
    "no-pool": no_pool, "one-pool": one_pool, "two-pools": two_pools,
    "learning-rate": learning_rate, "three-pools": three_pools, "channels": channels,
    "one-hot": one_hot, "linear-rnn": linear_rnn, "hidden-size": hidden_size,
    "nonlinear-step": nonlinear, "early-letters": early_letters, "what-next": what_next,
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_in_an_answer_are_those_recorded(name: str) -> None:
    said = plain(told(name).answer)
    assert [figure for figure in FIGURES[name]() if figure not in said] == [], said


RIGHT = {
    "convolution": "40", "no-pool": "3 to 10 points", "one-pool": "All of them",
    "two-pools": "The convolutions and pools", "learning-rate": "One and the same digit",
    "three-pools": "They never answer one digit at all", "channels": "Neither, by more than luck",
    "one-hot": "8", "linear-rnn": "About 50 %", "hidden-size": "About 15 points",
    "nonlinear-step": "None, by more than luck", "early-letters": "About 6 %",
    "what-next": "Single letters, without pairs and triples",
}  # fmt: skip


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_a_chapter_has_a_prediction_that_the_records_decide(chapter: Chapter) -> None:
    assert chapter.options[told(chapter.name).right] == RIGHT[chapter.name]
    assert len({*chapter.options}) == len(chapter.options) >= 3
    assert chapter.ask.endswith("?")
    assert len(re.findall(r"[.?!](?:\s|$)", plain(chapter.takeaway))) == 2


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_what_a_chapter_has_one_do_can_be_done(chapter: Chapter) -> None:
    if isinstance(chapter.do, Train):
        config = chapter.do.config(chapter.kind)
        assert problem(chapter.kind).description(config, 10) is not None  # asked in the browser
        if chapter.do.like:
            name, *labels = chapter.do.like
            assert recorded.Recorded(name).labelled(*labels)
    else:
        assert isinstance(chapter.do, Repeat)
        assert table(chapter.do.table).plan(chapter.do.seeds).cells


def test_yours_stands_beside_ours_and_the_authors() -> None:
    chapter = CHAPTERS[number_of("one-pool") or 0]
    said = chapter.yours({"accuracy": 0.9712, "balanced_accuracy": 0.5}).replace("\u00a0", " ")
    assert said == (
        "Yours gets **97.1 %** right; our 5 seeds got 97.1 % to 98.1 %; the author’s one run got 97.8 %."
    )
    chapter = CHAPTERS[number_of("linear-rnn") or 0]
    said = chapter.yours({"accuracy": 0.4, "balanced_accuracy": 0.5}).replace("\u00a0", " ")
    assert "**50.0 %** right; our 9 seeds" in said and said.endswith("of each language alike).")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_the_authors_figures_in_a_chapters_chart_are_those_of_the_notes_tables(
    chapter: Chapter,
) -> None:
    figure = told(chapter.name).figure
    known = [f for t in chapter.tables for f in table(t).reported]
    if isinstance(figure, Points):
        assert all(value in known for his in figure.reported.values() for value in his)
    if isinstance(figure, Curves):
        ends = [line.reported[-1][1] for line in figure.lines if line.reported]
        rnn = chapter.name == "linear-rnn"  # whose scores are those of a shorter run
        assert all(end in known for end in ends) or rnn


def test_there_are_thirty_terms_each_with_a_sentence_and_a_picture_and_all_are_used() -> None:
    known = glossary()
    assert len(known) == 30
    for name, term in known.items():
        assert term.means.endswith(".") and len(term.means) < 130, name
        inside = ET.fromstring(f"<svg>{term.svg}</svg>")
        assert len(inside), name
        classes = {shape.get("class") for shape in inside}
        assert classes <= {*"obpglt"}, name
    assert {term for chapter in CHAPTERS for term in terms(texts(chapter))} == known.keys()


def test_a_text_with_terms_in_pieces() -> None:
    assert pieces("a [kernel], [kernels|kernel]") == [
        ("a ", ""), ("kernel", "kernel"), (", ", ""), ("kernels", "kernel"),
    ]  # fmt: skip
    assert pieces("no term") == [("no term", "")]
    assert pieces("94 % of it") == [("94\u00a0% of it", "")]
    with pytest.raises(KeyError, match="kernell"):
        pieces("a [kernell]")


def test_a_term_is_new_where_it_is_first_used() -> None:
    assert "kernel" in new_terms("convolution")
    assert new_terms("one-pool") == ["pooling", "stride"]
    every = [term for name in NAMES for term in new_terms(name)]
    assert len({*every}) == len(every)


def test_what_claims_say_of_our_own_networks_is_recorded() -> None:
    said = {chapter.name: plain(" ".join(chapter.claim)) for chapter in CHAPTERS}
    one = [round(100 * run["reach"]["last"][0]) for run in runs("last-letters")]
    assert f"gives {min(one)} to {max(one)} % balanced accuracy" in said["early-letters"]
    assert "seven of ten" in said["what-next"]
    assert round(10 * fmean(shares(runs("ingredients", 0)))) == 7
    top = runs("last-letters")[0]["reach"]["answers"][1]
    classes = json.loads((FOLDER / "last-letters.json").read_text())["classes"]
    most = sorted(range(len(top)), key=lambda k: -top[k])[:3]
    assert {classes[k] for k in most} == {"Chinese", "Korean", "Vietnamese"}


def test_chapters_stand_in_the_notes_order() -> None:
    assert list(FIGURES) == NAMES
    assert number_of("two-pools") == 3 and number_of("of another story") is None


def test_without_a_record_a_chapter_says_how_to_make_one(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chapters, "FOLDER", tmp_path)
    monkeypatch.setattr(recorded.Recorded.__init__, "__defaults__", (tmp_path,))
    with pytest.raises(RunError, match="--notes pooling --record"):
        told("no-pool")


def test_terms_are_found_in_plain_texts() -> None:
    said = marked(
        "Kernels and a kernel: **no kernel here**, rekernel, hidden sizes of a linear RNN."
    )
    assert said == (
        "[Kernels|kernel] and a kernel: **no kernel here**, rekernel, [hidden sizes|hidden size] of a "
        "[linear|linear] [RNN|RNN]."
    )
    assert ("Kernels", "kernel") in pieces(said)
    for text in ("a [kernel] already", "kernels | steps", "none of them"):
        assert marked(text) == text


def test_a_label_explains_its_terms_below_what_is_said() -> None:
    said = explained("Learning rate", "How far.")
    rate = glossary()["learning rate"]
    assert said == f"How far.\n\n{rate.image}\n\n**Learning rate:** {rate.means}"
    assert explained("Optimizer", "It is.") == "It is." and "**Seed:**" in explained("Seeds")


def test_every_picture_of_the_glossary_is_one_in_markdown_too() -> None:
    for term in glossary().values():
        _, found, data = term.image.removesuffix(")").partition("![](data:image/svg+xml;base64,")
        assert found and ET.fromstring(base64.b64decode(data)).get("viewBox") == "0 0 96 56"
