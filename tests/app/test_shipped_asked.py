"""The pages that ask a network before one is trained: the one that ships answers, and is left as it was."""

import pytest

from core.runs.shipped import FOLDER
from tests.app.conftest import Open, fine, words
from tests.app.test_inside import drawn
from ui.digits.panels import PANELS
from ui.names.panels import PANELS as NAMES_PANELS


def files() -> dict[str, float]:
    return {str(f): f.stat().st_mtime for f in FOLDER.rglob("*")}


@pytest.mark.parametrize("panel", PANELS)
def test_a_drawing(open_page: Open, panel: str) -> None:
    before = files()
    app = drawn(open_page("draw_digit"), panel)
    assert not app.error
    assert "the one that came with Netsketch answers" in words(app)
    assert files() == before


@pytest.mark.parametrize("panel", NAMES_PANELS)
def test_a_surname(open_page: Open, panel: str) -> None:
    before = files()
    app = open_page("type_name")
    app.query_params["name"] = "Kowalczyk"
    app.session_state["inside"] = panel
    assert not fine(app.run()).error
    assert "Nearest surnames it was trained on" in words(app)
    assert files() == before
