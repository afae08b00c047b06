"""Drawing and typing: an answer or a sentence, whatever comes."""

import io
import math

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.digits.notes import SEVERAL
from core.names.insight import rare_letters
from tests.app.conftest import MakeRun, Open, answers, fine, words
from ui.components.network import network


def typed(open_page: Open, finished: MakeRun, text: str) -> AppTest:
    app = open_page("type_name", run=finished("names").id)
    app.text_input(key="surname").set_value(text)
    return fine(app.run())


def test_a_name_and_what_is_known_of_it(open_page: Open, finished: MakeRun) -> None:
    app = typed(open_page, finished, "Àbbà")
    shown = words(app)
    assert [(a["name"], a["letters"]) for a in answers(app)] == [("Àbbà", "abba")]
    assert "Read as the letters “abba”" in shown
    assert "à → a" in shown
    assert "It was in the data, as Alphan." in shown


def test_a_name_that_is_not_in_the_data(open_page: Open, finished: MakeRun) -> None:
    assert "has never seen it" in words(typed(open_page, finished, "Quux"))


def test_what_stands_in_the_data_is_not_called_unreliable(
    open_page: Open, finished: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        rare_letters, "HARDLY", 2
    )  # now every letter is one that training hardly saw
    app = typed(open_page, finished, "abbab")
    assert "Do not rely on this answer" in words(app)
    app.text_input(key="surname").set_value("abba")
    shown = words(fine(app.run()))
    assert "It was in the data, as Alphan" in shown and "Do not rely" not in shown


def test_a_name_in_another_script(open_page: Open, finished: MakeRun) -> None:
    shown = words(typed(open_page, finished, "Абба, 田中"))
    assert "Changed: Абба → abba." in shown and "It was in the data, as Alphan" in shown
    assert "read as Mandarin; type a Japanese name in kana or Latin letters" in shown


def test_several_names(open_page: Open, finished: MakeRun) -> None:
    app = typed(open_page, finished, "aba, zez; opo\n,, ")
    assert [a["letters"] for a in answers(app)] == ["aba", "zez", "opo"]
    assert not app.error


def test_too_many_names(open_page: Open, finished: MakeRun) -> None:
    app = typed(open_page, finished, ", ".join(["aba"] * 40))
    assert "40 names were typed; the first 12 are read" in app.warning[0].value
    assert sorted(a["place"] for a in answers(app)) == [*range(12)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("😀", "No letters are left to read"),
        ("1234", "No letters are left to read"),
        ("a" * 61, "This name has 61 letters"),
        ("a" * 10_000, "This name has 10,000 characters"),
        ("\0\u202e", "No letters are left to read"),
    ],
)
def test_what_cannot_be_read(open_page: Open, finished: MakeRun, text: str, sentence: str) -> None:
    app = typed(open_page, finished, text)
    assert [sentence in e.value for e in app.error] == [True]


def test_a_bad_name_does_not_spoil_its_neighbours(open_page: Open, finished: MakeRun) -> None:
    app = typed(open_page, finished, "aba, 😀, zez")
    assert [a["letters"] for a in answers(app)] == ["aba", "", "zez"]
    assert len(app.error) == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x>", "**bold** $x$"])
def test_what_is_typed_is_shown_as_typed(open_page: Open, finished: MakeRun, text: str) -> None:
    app = typed(open_page, finished, text)
    assert [a["name"] for a in answers(app)] == [text]
    html = "".join(h.proto.body for h in app.get("html"))
    assert "<script" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("text", ["", "   ", ",;\n"])
def test_nothing_typed(open_page: Open, finished: MakeRun, text: str) -> None:
    app = typed(open_page, finished, text)
    (given,) = answers(app)
    assert given["letters"] == "" and "Type a surname" in given["invitation"]
    assert given["sample"] == {"name": "Kowalski", "letters": "kowalski"}, "is read meanwhile"
    assert not app.error


def ring() -> list[list[float]]:
    turns = [2 * math.pi * k / 40 for k in range(41)]
    return [[0.5 + 0.25 * math.cos(t), 0.5 + 0.3 * math.sin(t)] for t in turns]


def test_a_drawing_is_answered_in_the_browser(open_page: Open, finished: MakeRun) -> None:
    app = open_page("draw_digit", run=finished("digits").id)
    strokes = [{"points": ring(), "width": 0.07}]
    app.session_state["pad"] = {"drawing": {"revision": 1, "strokes": strokes, "preview": None}}
    (given,) = answers(fine(app.run()))
    assert given["picture"] is None, "the browser has the strokes"
    assert given["network"]["url"].endswith("/weights/digits-0001")
    assert given["labels"] == [*"0123456789"]


def test_what_the_browser_cannot_compute_is_answered_here(
    open_page: Open, finished: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST_BYTES", 0)
    app = open_page("draw_digit", run=finished("digits").id)
    assert "Draw a digit here" in app.info[0].value
    strokes = [{"points": ring(), "width": 0.07}]
    app.session_state["pad"] = {"drawing": {"revision": 1, "strokes": strokes, "preview": None}}
    assert "It says" in words(fine(app.run())) and not answers(app)
    app = open_page("type_name", run=finished("names").id)
    assert "Type a surname" in app.info[0].value
    app.text_input(key="surname").set_value("aba, <b>zez")
    assert words(fine(app.run())).count("It says") == 2 and not answers(app)
    assert "<b>zez" in [t.value for t in app.text]
    assert "<b>zez" not in "".join(h.proto.body for h in app.get("html"))


def test_weights_that_are_gone_are_a_sentence(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("draw_digit", run=run.id)
    (run.path / "model.safetensors").unlink()
    (run.path / "model.safetensors").mkdir()
    fine(app.run())
    assert "has just begun to train" in app.info[0].value


def test_two_rings_are_answered_with_a_note(open_page: Open, finished: MakeRun) -> None:
    app = open_page("draw_digit", run=finished("digits").id)
    rings = [[[0.5 * x + shift, y] for x, y in ring()] for shift in (0.0, 0.5)]
    strokes = [{"points": points, "width": 0.05} for points in rings]
    app.session_state["pad"] = {"drawing": {"revision": 1, "strokes": strokes, "preview": None}}
    assert len(answers(fine(app.run()))) == 1
    said = [w.value for w in app.warning]
    assert said[0].startswith("**Unlike anything it was trained on**: of 10,000 test digits")
    assert said[1:] == [SEVERAL]


def test_an_empty_pad_asks_for_a_drawing(open_page: Open, finished: MakeRun) -> None:
    app = open_page("draw_digit", run=finished("digits").id)
    (given,) = answers(app)
    assert "Draw a digit here" in given["invitation"] and given["picture"] is None
    assert [test["number"] for test in given["tests"]] == [0], "is read meanwhile"


def png(size: tuple[int, int], mark: bool = True) -> bytes:
    picture = Image.new("L", size, 255)
    if mark:
        picture.paste(0, (size[0] * 2 // 5, size[1] // 5, size[0] * 3 // 5, size[1] * 4 // 5))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "answered"),
    [
        (png((200, 200)), True),
        (png((3000, 40)), True),
        (png((64, 64), mark=False), False),
        (b"", False),
        (b"not a picture", False),
        (png((200, 200))[:90], False),
    ],
    ids=["square", "wide", "blank", "empty", "text", "torn"],
)
def test_a_picture_is_answered_or_explained(
    open_page: Open, finished: MakeRun, data: bytes, answered: bool
) -> None:
    app = open_page("draw_digit", run=finished("digits").id)
    app.file_uploader(key="picture").set_value(("digit.png", data, "image/png"))
    fine(app.run())
    assert [a["instead"] and bool(a["picture"]) for a in answers(app)] == [True] * answered
    assert bool(app.error or app.info) != answered
