"""Simple methods beside a network: on the Mistakes page, under a typed name, in a run's numbers."""

import numpy as np
import pytest
from safetensors.torch import save_file

from core.digits.config import DigitsConfig
from core.digits.problem import DIGITS
from core.insight.held_out import held_out
from core.insight.simple_methods import beside
from core.names import data, ngrams
from core.names.config import NamesConfig
from core.names.problem import NAMES
from core.runs import store
from core.runs.store import Run
from tests.app.conftest import MakeRun, Open, fine, words


@pytest.fixture
def surnames(runs_dir: object) -> Run:
    """A network that has learned nothing, of the surnames that ship."""
    config = NamesConfig(hidden_size=8)
    names = data.load("surnames")
    run = store.create(config, title="Fresh")
    weights = NAMES.build(config, len(names.languages)).state_dict()
    save_file(weights, run.path / "model.safetensors")
    run.update(status="finished", classes=list(names.languages))
    return run


def test_the_items_on_which_they_part_are_counted_and_shown(
    open_page: Open, finished: MakeRun
) -> None:
    run = finished("digits")
    assert isinstance(run.config, DigitsConfig)
    app = open_page("mistakes", run=run.id)
    ours = held_out(run).right
    simple = DIGITS.baselines(run.config)[-1].right
    groups = app.segmented_control(key="simple-group")
    assert groups.options == [
        f"Only the network is right ({(ours & ~simple).sum():,})",
        f"Only the simple method is right ({(~ours & simple).sum():,})",
        f"Both are wrong ({(~ours & ~simple).sum():,})",
    ]
    assert "Nearest neighbour" in words(app) or "nearest neighbour" in words(app)
    app.segmented_control(key="simple-method").set_value("Logistic regression on pixels")
    fine(app.run())
    logistic = DIGITS.baselines(run.config)[0].right
    assert f"({(ours & ~logistic).sum():,})" in app.segmented_control(key="simple-group").options[0]


def test_an_item_may_stand_among_the_mistakes_too(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    found = held_out(run)
    (pair,) = beside(run, found)[-1:]
    row = np.flatnonzero(pair.only_simple)[0]
    app = open_page("mistakes", run=run.id)
    for key, value in (("truth", found.truth[row]), ("said", found.said[row])):
        app.selectbox(key=key).set_value(int(value))
        fine(app.run())


def test_the_difference_is_tested(finished: MakeRun) -> None:
    run = finished("digits")
    for pair in beside(run, held_out(run)):
        assert not (pair.only_network & pair.only_simple).any()
        assert pair.only_network.sum() - pair.only_simple.sum() == (
            pair.network_right.sum() - pair.simple.right.sum()
        )
        assert pair.chance < 0.05  # a network of seconds, against methods that know all images


def test_what_a_names_letters_say(open_page: Open, surnames: Run) -> None:
    app = open_page("type_name", run=surnames.id)
    app.query_params["name"] = "Kowalski"
    app.session_state["inside"] = "Counting letters"
    assert "Counting says Polish" in words(fine(app.run()))
    counting = ngrams.load()
    found, parts = counting.contributions("kowalski")
    polish = data.load("surnames").languages.index("Polish")
    strongest = found[int(np.abs(parts[:, polish]).argmax())]
    assert any(f"<b>{strongest}</b>" in block.proto.body for block in app.get("html"))
