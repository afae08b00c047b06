"""The mosaic of mistakes: pictures or names, in groups, each the link to all about it."""

import base64
import json

import numpy as np

from core.digits import data
from core.insight.held_out import held_out
from tests.app.conftest import MakeRun, Open, component, fine, trigger, words


def test_a_hundred_pictures_the_surest_first(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("mistakes", run=run.id)
    shown = json.loads(component(app, "mistake_mosaic").json)
    found = held_out(run)
    wrong = np.flatnonzero(~found.right)
    surest = wrong[np.argsort(-found.confidence[wrong], kind="stable")]
    (group,) = shown["groups"]
    assert [i["value"] for i in group["items"]] == [str(i) for i in found.items[surest[:100]]]
    pixels = base64.b64decode(shown["pixels"])
    first = data.raw("mnist", train=False)[0][int(group["items"][0]["value"])]
    assert pixels[:784] == first.tobytes() and len(pixels) == 784 * len(group["items"])
    button = next(b for b in app.button if b.key == "mosaic-more")
    app = fine(button.click().run())
    (group,) = json.loads(component(app, "mistake_mosaic").json)["groups"]
    assert len(group["items"]) == min(200, len(wrong))


def test_of_people_who_disagree_only_those(open_page: Open, finished: MakeRun) -> None:
    app = open_page("mistakes", run=finished("digits").id)
    control = next(c for c in app.button_group if c.key == "mosaic-group")
    app = fine(control.set_value("people").run())
    (group,) = json.loads(component(app, "mistake_mosaic").json)["groups"]
    assert 0 < len(group["items"]) <= 15
    app = trigger(app, component(app, "mistake_mosaic"), "open", group["items"][0]["value"])
    assert f"Test image no. {group['items'][0]['value']}" in words(app)


def test_names_are_listed_by_pair_of_languages(open_page: Open, finished: MakeRun) -> None:
    run = finished("names")
    app = open_page("mistakes", run=run.id)
    wrong = int((~held_out(run).right).sum())
    if not wrong:
        assert "It made no mistake on the test set" in words(app)
        return
    shown = json.loads(component(app, "mistake_mosaic").json)
    assert not shown["pixels"]
    assert all(" read as " in group["title"] for group in shown["groups"])
    assert sum(len(group["items"]) for group in shown["groups"]) == wrong
