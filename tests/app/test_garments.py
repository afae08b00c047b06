"""Networks of garments on the pages: what is not here is offered, labels and nouns are the data set's."""

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.digits import detector_training, download
from core.digits.config import DigitsConfig
from core.digits.picture_sets import SETS
from core.runs import listing, store, worker
from core.runs.store import Run
from tests.app.conftest import ROOT, MakeRun, Open, answers, fine, train, words
from tests.garments import PACKED, small_set
from ui.digits import familiarity

NAME = "fashion-mnist"
WHOLE = SETS[NAME]
SMALL = {"conv_layers": 1, "channels": 2, "hidden": 16, "train_size": 640, "batch_size": 16}
CONFIG = DigitsConfig(dataset=NAME, epochs=6, **SMALL)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> None:
    """Fashion-MNIST is a small set, and not here."""
    monkeypatch.setitem(SETS, NAME, small_set())
    st.cache_data.clear()  # the page of data keeps its pictures


@pytest.fixture
def here(small: None) -> None:
    download.add_files(NAME, PACKED)


@pytest.fixture
def garments(here: None, runs_dir: Path) -> Run:
    """A network that was really trained on it."""
    run = store.create(CONFIG)
    assert worker.work(run.path) == "finished"
    return Run(run.path)


def links(app: AppTest) -> dict[str, str]:
    return {link.proto.label: link.proto.query_string for link in app.get("page_link")}


def choose(app: AppTest) -> AppTest:
    """The data set, on the train page."""
    return fine(app.selectbox(key="digits.dataset").set_value(NAME).run())


def test_a_data_set_that_is_not_here_is_offered_on_the_train_page(open_page: Open) -> None:
    app = open_page("train_digits")
    assert not app.warning and app.session_state["launcher"].pending["digits"][1] is not None
    app = choose(app)
    assert [w.value for w in app.warning] == ["Fashion-MNIST is not on this machine yet."]
    assert links(app)["Get Fashion-MNIST"] == f"dataset={NAME}"
    assert app.session_state["launcher"].pending["digits"][1] is None, "nothing to train"
    download.add_files(NAME, PACKED)
    app = fine(app.run())
    assert not app.warning
    train(app, "digits")
    (run,) = listing.runs()
    assert run.config == DigitsConfig.from_dict(run.config.to_dict() | {"dataset": NAME})
    assert run.title == "Quick CNN · on Fashion-MNIST"


def test_the_data_page_offers_it_and_shows_it_once_it_is_here(open_page: Open) -> None:
    app = open_page("data", dataset=NAME)
    shown = words(app)
    assert "70 000 garments" in shown and "MIT, © 2017 Zalando SE" in shown
    assert any(b.label.startswith("Download Fashion-MNIST (") for b in app.button)
    download.add_files(NAME, PACKED)
    shown = words(fine(app.run()))
    assert (
        "The first sixteen training images of each garment" in shown
        and "Licence: MIT, © 2017" not in shown
    )


def test_a_download_without_a_network_is_a_sentence(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETS, NAME, replace(small_set(), home="http://127.0.0.1:9/"))
    app = open_page("data", dataset=NAME)
    button = next(b for b in app.button if b.label.startswith("Download Fashion-MNIST ("))
    app = fine(button.click().run())
    assert "could not be downloaded" in app.error[0].value
    assert "distinct spellings" in words(app), "the rest of the page goes on"


def test_the_server_takes_what_the_page_asks_for(open_page: Open) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    megabytes = {}
    for page in ("data", "draw_digit"):
        for box in open_page(page, dataset=NAME).get("file_uploader"):
            megabytes[box.proto.label] = box.proto.max_upload_size_mb
    most = max(megabytes.values(), default=0)
    assert most == config["server"]["maxUploadSize"] and most * 2**20 > WHOLE.packed
    assert sorted(megabytes.values())[:-1] == [10] * (len(megabytes) - 1), "the others take less"


def test_a_link_is_followed_once(open_page: Open, here: None) -> None:
    app = open_page("data", dataset=NAME)
    box = next(c for c in app.button_group if c.key == "data.pictures")
    app = fine(box.set_value("mnist").run())
    assert "70 000 handwritten digits" in words(app)


def test_the_page_that_asks_speaks_of_garments(open_page: Open, garments: Run) -> None:
    app = open_page("draw_digit", run=garments.id)
    assert [t.value for t in app.title] == ["Show it a garment"]
    assert "has never seen a drawing" in words(app)
    app = open_page("draw_digit", run=garments.id, test="7")
    shown = words(app)
    assert "Test image no. 7; its label says Sneaker." in shown
    assert "## It says **Sneaker**" in shown and "as it is in Fashion-MNIST" in shown
    panel = next(c for c in app.button_group if c.key == "inside.panel")
    assert "Why this garment" in [o.content for o in panel.proto.options]
    for name in panel.options:
        fine(next(c for c in app.button_group if c.key == "inside.panel").set_value(name).run())
        assert not app.error
        assert "digit" not in words(app).replace("Draw a digit", "")


def test_digits_keep_their_page(open_page: Open, garments: Run, finished: MakeRun) -> None:
    app = open_page("draw_digit", run=finished("digits").id)
    assert [t.value for t in app.title] == ["Draw a digit"]
    assert "Draw a digit here." in answers(app)[0]["invitation"]


def test_only_networks_of_the_same_pictures_are_asked(
    open_page: Open, garments: Run, finished: MakeRun
) -> None:
    digits = finished("digits")
    app = open_page("draw_digit", run=garments.id, test="3")
    panel = next(c for c in app.button_group if c.key == "inside.panel")
    app = fine(panel.set_value("All my networks").run())
    assert "You have only one network yet." in words(app)
    table = next(h.proto.body for h in app.get("html") if "by network" in h.proto.body)
    assert "Ankle boot" in table and digits.title not in table


def test_mistakes_are_of_garments(open_page: Open, garments: Run) -> None:
    app = open_page("mistakes", run=garments.id)
    assert app.selectbox(key="truth").options == list(SETS[NAME].labels)
    assert "Train a second network for garments" in words(app)


@pytest.mark.parametrize("page", ["train_digits", "draw_digit", "runs", "mistakes"])
def test_a_run_whose_data_set_is_gone_opens(
    open_page: Open, garments: Run, own_cache: Path, page: str
) -> None:
    shutil.rmtree(own_cache / "FashionMNIST")
    app = open_page(page, run=garments.id)
    if page == "mistakes":
        assert "Fashion-MNIST is not on this machine. Get it" in app.error[0].value
    else:
        assert not app.error
    if page == "draw_digit":
        app = open_page(page, run=garments.id, test="7")
        assert "Fashion-MNIST is not on this machine" in app.error[0].value


def test_a_detector_of_garments_is_trained_once(
    open_page: Open, garments: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (familiarity, detector_training):
        monkeypatch.setattr(module, "ENOUGH", 640)
    app = open_page("draw_digit", run=garments.id, test="7")
    app.session_state["inside.panel"] = "None of these?"
    assert "Distances go from 0 to 2" in words(fine(app.run()))
    fine(next(b for b in app.button if b.label == "Train a detector").click().run())
    shown = words(app)
    assert "logarithm of the odds that it is no garment" in shown and "learned to refuse" in shown
    assert not app.error and "Train a detector" not in [b.label for b in app.button]
