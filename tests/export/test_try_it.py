"""A page that is taken away: one file, small, of networks that a browser can ask."""

import base64
import json
import re
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from core.digits.config import DigitsConfig
from core.errors import RunError
from core.export import try_it as pages
from core.export.try_it import MOST_NETWORKS, can_be_asked, try_it
from core.names.config import NamesConfig
from core.problems import PROBLEMS, preset, problem_of
from core.runs.shipped import shipped
from core.runs.store import Run
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


def test_one_network_is_called_by_its_title_and_several_by_their_number() -> None:
    runs = [with_weights(SMALL.replace(seed=seed)) for seed in range(2)]
    one, two = try_it(runs[:1]), try_it(runs)
    assert f"<title>{runs[0].title}</title>" in one and "<title>2 networks</title>" in two
    assert "<p>A small CNN that tells the digit of a picture. Draw a digit, and see what " in one
    assert "<p>2 networks that tell the digit of a picture.</p>" in two
    titles = re.findall(r"<h2>(.*?)</h2>", two)
    assert titles == [run.title for run in runs] and "<h2>" not in one
    assert [part["place"] for part in data_of(one)["parts"]] == ["pad", "network-0"]
    assert {part["component"] for part in data_of(one)["parts"]} == {"drawing_pad", "activations"}
    for page, several in ((one, False), (two, True)):
        assert ('class="st-key-stage"' in page) != several, "the pad on the view of all layers"
        assert ('<div class="pad">' in page) == several and 'id="no-pictures"' in page


def test_surnames_have_a_box_and_each_network_its_place() -> None:
    runs = [with_weights(NamesConfig(hidden_size=8, seed=k, test=100)) for k in range(2)]
    one, two = try_it(runs[:1]), try_it(runs)
    for page, titles in ((one, []), (two, [run.title for run in runs])):
        assert page.count("<input") == 1 and re.findall(r"<h2>(.*?)</h2>", page) == titles
        for k, part in enumerate(data_of(page)["parts"]):
            assert (part["place"], part["network"]) == (f"network-{k}", f"network-{k}")
            assert f'<div id="network-{k}"></div>' in page
            assert part["data"]["labels"] == list(runs[k].record["classes"])
            assert part["data"]["place"] == 0, "the first name in the box"


def test_the_page_knows_the_network_that_it_asks() -> None:
    for run in (with_weights(SMALL), with_weights(NamesConfig(hidden_size=8, test=100))):
        known, labels = problem_of(run.config), run.record["classes"]
        told = data_of(try_it([run]))["parts"][-1]["data"]
        described = json.loads(json.dumps(known.description(run.config, len(labels))))
        assert described and described.items() <= told["network"].items()
        assert told["labels"] == list(labels)


def weights_in(page: str) -> dict[str, np.ndarray]:
    return safetensors.numpy.load(
        base64.b64decode(data_of(page)["networks"]["network-0"]["weights"])
    )


def sent(run: Run) -> int:
    """Bytes of its weights."""
    return sum(w.nbytes for w in weights_in(try_it([run])).values())


def test_only_large_weights_are_rounded_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = with_weights(SMALL)
    size = sent(run)
    for most, half in ((size, False), (size - 1, True)):
        monkeypatch.setattr(pages, "LARGE", most)
        page = try_it([run])
        assert {w.dtype for w in weights_in(page).values()} == {np.dtype("f2" if half else "f4")}
        assert data_of(page)["networks"]["network-0"]["half"] == half
        assert ("rounded to half precision" in page) == half


def test_as_many_networks_and_weights_as_a_page_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [with_weights(SMALL.replace(seed=seed)) for seed in range(MOST_NETWORKS)]
    assert can_be_asked(runs)
    size = sent(runs[0])
    monkeypatch.setattr(pages, "MOST_BYTES", size)
    assert can_be_asked(runs)
    monkeypatch.setattr(pages, "MOST_BYTES", size - 1)
    with pytest.raises(RunError, match="has weights of 0 MB, too many for a page"):
        try_it(runs[:1])


def test_its_card_says_how_often_it_is_right_where_that_is_known() -> None:
    run = with_weights(SMALL)
    summary = f"<summary>What it is and what it cannot do: {run.title}"
    assert f"{summary}</summary>" in try_it([run])
    run.update(accuracy=0.98765)
    assert f"{summary}, 98.77\u00a0% right</summary>" in try_it([Run(run.path)])
