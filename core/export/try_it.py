"""A page of one HTML file: a pad or a name box and networks that answer there, without a server."""

import base64
import html
import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy

from core import palette
from core.errors import DataError, RunError
from core.export.bundle import COMPONENTS, bundle, style_sheet
from core.export.model_card import model_card_html
from core.problem import Standalone
from core.problems import problem
from core.runs import predict
from core.runs.store import Run
from core.statistics.percent import percent

MOST_NETWORKS = 8
MOST_BYTES = 16_000_000
"""Of weights: what the app itself sends to a browser."""
LARGE = 600_000
"""Bytes of weights from which on they are rounded to half precision, so that a page stays small."""
THEME = Path(__file__).parents[2] / ".streamlit" / "config.toml"
CSS = Path(__file__).with_name("try_it.css")
RULES = r"^\[data-testid=\"stLayoutWrapper\"\]:has\(> \.st-key-stage\).*?^\}\n\n(?=/\*)"
STAGE = Path(__file__).parents[2] / "ui" / "theme.css"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{about}</p>
{body}
{cards}
<p class="small">Made with Netsketch. All that answers here lies in this page: nothing is sent
anywhere.{rounded}</p>
</main>
<script type="application/json" id="page">{data}</script>
<script>
const components = {{}};
{scripts}
show(JSON.parse(document.getElementById("page").textContent), components);
</script>
</body>
</html>
"""
DRAW_ONE = """<div data-testid="stLayoutWrapper"><div class="st-key-stage">
<div><div class="st-key-pad-side"><div id="pad"></div></div></div>
<div><div class="st-key-answer"><div id="network-0"></div></div></div>
</div></div>"""
NO_PICTURES = """<p id="no-pictures" role="alert" hidden>This page reads what is drawn on it. \
Pictures are read by Netsketch, or by <code>python model.py read</code> of the zip file.</p>"""
TYPE = """<label class="st-key-name"><span>A surname, in Latin letters</span>
<input type="text" autocomplete="off" autocapitalize="words" spellcheck="false" autofocus></label>"""


def try_it(runs: Sequence[Run]) -> str:
    """The page of one network, or of several of a kind beside each other. Raises RunError, DataError."""
    alone = [_standalone(run) for run in runs]
    first = alone[0]
    _check(runs, alone)
    half = {run.id: _large(run) for run in runs}
    networks = {f"network-{k}": _packed(run, half[run.id]) for k, run in enumerate(runs)}
    views = {"draw": _draw, "type": _type}
    body, parts = views[first.page](runs, first)
    names = sorted({part["component"] for part in parts})
    words = problem(runs[0].kind).words_of(runs[0].config)
    many = f"{len(runs)} networks" if len(runs) > 1 else f"A small {words.network}"
    told = "tell" if len(runs) > 1 else "tells"
    invited = f" {first.invitation}" if len(runs) == 1 else ""
    data = {"networks": networks, "components": {n: _component(n) for n in names}, "parts": parts}
    return PAGE.format(
        title=html.escape(runs[0].title if len(runs) == 1 else f"{len(runs)} networks"),
        about=f"{many} that {told} the {words.label} of {words.an_input}.{invited}",
        css=_css(),
        body=body,
        cards="\n".join(_card(run, a) for run, a in zip(runs, alone, strict=True)),
        rounded=" Its weights are rounded to half precision." if any(half.values()) else "",
        data=json.dumps(data).replace("<", "\\u003c"),
        scripts="\n".join([*map(_script, names), _entry()]),
    )


def can_be_asked(runs: Sequence[Run]) -> bool:
    """Whether a page could hold these networks."""
    try:
        _check(runs, [_standalone(run) for run in runs])
    except (RunError, DataError):
        return False
    return all(run.has_weights for run in runs)


def _check(runs: Sequence[Run], alone: Sequence[Standalone]) -> None:
    if len({(run.kind, run.config.dataset) for run in runs}) > 1 or len(runs) > MOST_NETWORKS:
        raise RunError(
            f"A page holds up to {MOST_NETWORKS} networks that read the same: choose others."
        )


def _standalone(run: Run) -> Standalone:
    known = problem(run.kind)
    alone, size = known.standalone(run.config, run.title), _bytes(run)
    if not alone or not alone.page or known.description(run.config, 2) is None:
        raise RunError(f"{run.title} cannot be asked in a page of its own; take its zip file.")
    if size > MOST_BYTES:
        raise RunError(
            f"{run.title} has weights of {size / 1e6:,.0f} MB, too many for a page; take its zip file."
        )
    return alone


def _bytes(run: Run) -> int:
    return 4 * sum(layer.parameters for layer in problem(run.kind).layers(run.config))


def _large(run: Run) -> bool:
    return _bytes(run) > LARGE


def _packed(run: Run, half: bool) -> dict[str, Any]:
    """The weights as `ui/components/try_it/weights_in_page.js` reads them. Raises RunError."""
    raw = predict.weights(run)
    if half:
        try:
            found = safetensors.numpy.load(raw)
        except safetensors.SafetensorError as e:
            raise RunError(f"The weights of {run.title} are damaged; train it again.") from e
        raw = safetensors.numpy.save({k: w.astype(np.float16) for k, w in found.items()})
    return {"weights": base64.b64encode(raw).decode(), "half": half}


def _answer(run: Run, k: int) -> dict[str, Any]:
    """What the components that answer are told of a network."""
    labels = predict.classes(run)
    described = problem(run.kind).description(run.config, len(labels)) or {}
    return {
        "network": described | {"misfit": predict.misfit(run)},
        "labels": list(labels),
        "doubt": predict.DOUBT,
    }


def _draw(runs: Sequence[Run], alone: Standalone) -> tuple[str, list[dict[str, Any]]]:
    """A pad, and beside it one network with all its layers, or the answers of several."""
    words = problem(runs[0].kind).words_of(runs[0].config)
    pad = {"revision": 0, "strokes": [], "preview": None, "limit": 0, "noun": words.label}
    pad |= {"hint": f"Draw a {words.label}", "shares": "pictures"}
    parts: list[dict[str, Any]] = [{"place": "pad", "component": "drawing_pad", "data": pad}]
    component = "activations" if len(runs) == 1 else "drawn_answer"
    for k, run in enumerate(runs):
        data = _answer(run, k) | {
            "title": f"Probability of each {words.label}",
            "got": "What it got: cropped, scaled and centred as what it learned from.",
            "invitation": f"Draw a {words.label}.",
            "instead": False,
            "picture": None,
            "noun": words.label,
            "tests": [],
            "inspects": True,
            "held": "",
            "came": 0,
        }
        part = {"place": f"network-{k}", "component": component, "data": data}
        parts.append(part | {"network": f"network-{k}"})
    body = (
        DRAW_ONE
        if len(runs) == 1
        else f'<div class="pad"><div id="pad"></div></div>{_places(runs)}'
    )
    return body + NO_PICTURES, parts


def _type(runs: Sequence[Run], alone: Standalone) -> tuple[str, list[dict[str, Any]]]:
    """A box for a name, and what each network says of it."""
    parts = []
    for k, run in enumerate(runs):
        data = _answer(run, k) | {"top": 8, "field": "name", "place": 0, "name": "", "letters": ""}
        data["invitation"] = "Type a surname."
        part = {"place": f"network-{k}", "component": "typed_answer", "data": data}
        parts.append(part | {"network": f"network-{k}"})
    return TYPE + _places(runs), parts


def _places(runs: Sequence[Run]) -> str:
    if len(runs) == 1:
        return '<div id="network-0"></div>'
    each = (
        f'<section><h2>{html.escape(run.title)}</h2><div id="network-{k}"></div></section>'
        for k, run in enumerate(runs)
    )
    return f'<div class="several">{"".join(each)}</div>'


def _card(run: Run, alone: Standalone) -> str:
    right = run.record.get("accuracy")
    share = f", {percent(right, 2)} right" if right is not None else ""
    return (
        f"<details><summary>What it is and what it cannot do: {html.escape(run.title)}{share}</summary>\n"
        f"{model_card_html(run, alone)}\n</details>"
    )


def _component(name: str) -> dict[str, str]:
    folder = COMPONENTS / name
    css = palette.css() + style_sheet(folder / f"{name}.css")
    return {"html": (folder / f"{name}.html").read_text("utf-8"), "css": css}


def _script(name: str) -> str:
    """A component's modules as a function that returns what Streamlit would call."""
    code = bundle(COMPONENTS / name / f"{name}.js").replace("export default ", "return ", 1)
    return f"components[{json.dumps(name)}] = (() => {{\n{code}\n}})();"


def _entry() -> str:
    return bundle(COMPONENTS / "try_it" / "page.js").replace(
        "export function show", "function show", 1
    )


def _css() -> str:
    """The page's style, with the app's colours in both themes and its place for a pad."""
    theme = tomllib.loads(THEME.read_text("utf-8"))["theme"]
    light, dark = ({**theme, **theme[mode]} for mode in ("light", "dark"))
    return "\n".join(
        [
            f":root {{ {_colours(light)} }}",
            f"@media (prefers-color-scheme: dark) {{ :root {{ {_colours(dark)} }} }}",
            CSS.read_text("utf-8"),
            _stage(),
        ]
    )


def _colours(theme: dict[str, Any]) -> str:
    text, ground = theme["textColor"], theme["backgroundColor"]
    found = {
        "primary-color": theme["primaryColor"],
        "background-color": ground,
        "secondary-background-color": theme["secondaryBackgroundColor"],
        "text-color": text,
        "border-color": f"color-mix(in srgb, {text} 20%, {ground})",
        "link-color": theme["primaryColor"],
        "blue-background-color": f"color-mix(in srgb, {theme['primaryColor']} 12%, {ground})",
        "blue-text-color": f"color-mix(in srgb, {theme['primaryColor']} 70%, {text})",
        "red-background-color": f"color-mix(in srgb, #b3261e 12%, {ground})",
        "red-text-color": f"color-mix(in srgb, #b3261e 70%, {text})",
        "orange-background-color": f"color-mix(in srgb, #e69f00 12%, {ground})",
        "orange-color": "#e69f00",
        "red-color": "#b3261e",
    }
    return " ".join(f"--st-{name}: {value};" for name, value in found.items())


def _stage() -> str:
    """The rules of the app's own style sheet that lay the pad on the view from pixels to answer."""
    found = re.search(RULES, STAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert found, "theme.css lays no pad on the view"
    return found[0]
