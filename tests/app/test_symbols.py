"""Own symbols on their page, and on those that train on them and read them."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.digits import symbol_store
from core.runs import listing
from tests.app.conftest import Open, component, fine, press, trigger, words
from tests.symbols import CLASSES, kept, strokes, symbols

pytestmark = pytest.mark.usefixtures("own_cache")


def send(app: AppTest, name: str, event: str, value: object) -> AppTest:
    return trigger(app, component(app, name), event, value)


def drawing(app: AppTest, examples: list[dict[str, object]]) -> AppTest:
    """The pad holds these, as long as it is not told that they were taken."""
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = component(app, "drawing_pad").id
    state.json_value = json.dumps({"examples": examples})
    return fine(app._run(states))


def test_a_new_set_begins_with_its_classes(open_page: Open) -> None:
    app = open_page("own_symbols")
    app.text_input(key="symbols.classes").set_value("sun, moon")
    app = press(app, "Begin to draw")
    assert symbol_store.load("my-symbols").classes == ("sun", "moon")
    assert "Draw: sun" in words(app) and "no example of sun to train on" in words(app)
    app.text_input(key="symbols.classes").set_value("only one")
    app = press(app, "Begin to draw")
    assert "one class" in app.error[0].value and symbol_store.available() == ["my-symbols"]


def test_examples_are_taken_once_and_the_next_class_comes_after_five(open_page: Open) -> None:
    symbol_store.create("mine", CLASSES)
    app = open_page("own_symbols")
    drawn = [
        {
            "number": k + 1,
            "label": 0,
            "strokes": [{"points": list(s.points), "width": s.width} for s in strokes(0, k)],
        }
        for k in range(5)
    ]
    drawing(app, drawn[:2])
    assert symbol_store.load("mine").counts(train=True) == [1, 0]
    assert "Draw: bar" in words(app)
    drawing(app, drawn)
    known = symbol_store.load("mine")
    assert len(known.examples) == 5, "each once, however often it is sent"
    assert "Draw: cross" in words(app)


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ({"what": "move", "numbers": [0, 1], "label": 1}, [3, 7]),
        ({"what": "delete", "numbers": [0, 9]}, [4, 4]),
        ({"what": "remove", "label": 0}, [5]),
        ({"what": "add", "name": "ring"}, [5, 5, 0]),
        ({"what": "rename", "label": 0, "name": "line"}, [5, 5]),
    ],
)
def test_what_is_asked_for_on_the_sheet_is_done(
    open_page: Open, asked: dict[str, object], counts: list[int]
) -> None:
    kept()
    app = open_page("own_symbols", dataset="mine")
    send(app, "example_sheet", "asked", asked)
    known = symbol_store.load("mine")
    sides = zip(known.counts(train=True), known.counts(train=False), strict=True)
    assert [a + b for a, b in sides] == counts
    back = [b.label for b in app.button if b.label.startswith("Bring back")]
    assert len(back) == (asked["what"] in ("delete", "remove"))
    if back:
        press(app, back[0])
        assert symbol_store.load("mine") == symbols()


def test_a_name_that_will_not_do_is_a_sentence_and_changes_nothing(open_page: Open) -> None:
    known = kept()
    app = open_page("own_symbols")
    send(app, "example_sheet", "asked", {"what": "rename", "label": 0, "name": "cross"})
    assert "Two classes are named cross" in app.error[0].value
    assert symbol_store.load("mine") == known


def test_few_examples_say_how_little_they_say_and_train_in_one_press(open_page: Open) -> None:
    kept()
    app = open_page("own_symbols")
    assert "**6** examples to train on, **4** held out" in words(app)
    assert "51 % to 100 %" in words(app).replace("\u00a0", " ")
    press(app, "Train a network on them")
    (run,) = listing.runs()
    assert (run.config.dataset, run.config.train_size) == ("symbols/mine", 6)  # type: ignore[attr-defined]


def test_a_set_comes_as_a_zip_file_of_pictures(open_page: Open) -> None:
    from core.digits import symbol_files

    app = open_page("own_symbols")
    file = next(f for f in app.get("file_uploader") if "zip file" in f.proto.label)
    assert file.proto.max_upload_size_mb == 30
    packed = symbol_files.packed(symbols())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "symbols.json" in archive.namelist()


def test_the_train_page_follows_the_data_set(open_page: Open) -> None:
    kept()
    app = open_page("train_digits")
    app = fine(app.selectbox(key="digits.dataset").set_value("symbols/mine").run())
    assert app.number_input(key="digits.train_size").value == 6
    assert app.number_input(key="digits.repeat").value == 1000
    assert app.number_input(key="digits.classes").value == 2
    assert not app.error and app.session_state["launcher"].pending["digits"][1].classes == 2
    picture = component(app, "network_picture").json
    assert '"cross"' in picture and "Linear(64, 2)" in picture
    assert any("Sixteen training images" in h.proto.body for h in app.get("html"))
    app = fine(app.selectbox(key="digits.dataset").set_value("mnist").run())
    assert app.number_input(key="digits.train_size").value == 60_000
    assert app.number_input(key="digits.shift").value == 0


def test_symbols_that_are_gone_are_said_and_the_form_waits(
    open_page: Open, own_cache: Path
) -> None:
    app = open_page("train_digits", **{"with": "dataset:symbols/gone"})
    assert "no symbols named" in words(app)
    kept("gone")
    (own_cache / "symbols" / "gone.json").write_text("{")
    app = fine(app.run())
    assert "The symbols 'gone' cannot be read" in words(app)
    assert app.session_state["launcher"].pending["digits"][1] is None


def test_convolutions_to_begin_with_bring_their_network(open_page: Open) -> None:
    app = open_page("train_digits")
    app = fine(app.selectbox(key="digits.convolutions").set_value("shipped").run())
    config = app.session_state["launcher"].pending["digits"][1]
    assert config.convolutions == "shipped" and config.pooling_per_layer == (True, True, True)
    app = fine(app.number_input(key="digits.channels.0").set_value(9).run())
    assert "this network has others" in words(app)
    assert app.session_state["launcher"].pending["digits"][1] is None
