"""A page that is taken away: one file, small, of networks that a browser can ask."""

import json
import re
from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.errors import RunError
from core.export.try_it import MOST_NETWORKS, can_be_asked, try_it
from core.names.config import NamesConfig
from core.problems import PROBLEMS, preset
from core.runs.shipped import shipped
from tests.export.networks import with_weights

SMALL = DigitsConfig(channels=4, hidden=8)


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("kind", list(PROBLEMS))
def test_a_page_of_the_quick_network_is_under_a_megabyte(kind: str) -> None:
    page = try_it([with_weights(preset(kind, "quick").config)])
    assert len(page.encode()) < 1_000_000


@pytest.mark.parametrize("kind", list(PROBLEMS))
def test_it_needs_nothing_beside_it(kind: str) -> None:
    page = try_it([shipped(kind)])
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert "import(" not in page and "@import" not in page
    assert data_of(page)["networks"]["network-0"]["half"] is False


def test_several_stand_beside_each_other() -> None:
    runs = [with_weights(SMALL.replace(seed=seed)) for seed in range(3)]
    data = data_of(try_it(runs))
    assert [p["component"] for p in data["parts"]] == ["drawing_pad", *["drawn_answer"] * 3]
    assert set(data["networks"]) == {"network-0", "network-1", "network-2"}


def test_what_cannot_stand_in_one_page_gets_a_sentence() -> None:
    digits, names = with_weights(SMALL), with_weights(NamesConfig(hidden_size=8, test=100))
    many = [with_weights(SMALL.replace(seed=seed)) for seed in range(MOST_NETWORKS + 1)]
    for runs in ([digits, names], many):
        with pytest.raises(RunError, match="up to 8 networks that read the same"):
            try_it(runs)
        assert not can_be_asked(runs)
    photos = with_weights(SMALL.replace(dataset="fashion-mnist"))
    with pytest.raises(RunError, match="take its zip file"):
        try_it([photos])
    assert can_be_asked([digits]) and not can_be_asked([photos])


def test_titles_are_shown_as_they_stand() -> None:
    run = with_weights(SMALL)
    run.rename("</script><b>x</b> & *y*")
    page = try_it([run])
    assert "<h1>&lt;/script&gt;&lt;b&gt;x&lt;/b&gt; &amp; *y*</h1>" in page
    assert page.count("</script>") == 2
    assert data_of(page)["parts"]
