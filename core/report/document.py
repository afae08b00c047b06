"""The document of a report: sections of text, tables, figures and commands as one HTML file for A4."""

import html
import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import plotly.graph_objects as go

from core.export.model_card import Table, block_html
from core.report.svg import WIDTH, svg
from core.runs.annotations import Annotations

CSS = Path(__file__).with_name("report.css")
HALF = 480
"""Pixels of a figure that stands beside another one."""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
<footer>Made with Netsketch on {day}. All of this stands in this one file.</footer>
</main>
</body>
</html>
"""


def document(title: str, *parts: str) -> str:
    """The whole file; the parts are HTML, the title is text."""
    body = "\n".join(filter(None, parts))
    day = time.strftime("%Y-%m-%d")
    return PAGE.format(title=html.escape(title), css=CSS.read_text("utf-8"), body=body, day=day)


def section(title: str, *parts: str) -> str:
    """Nothing where there is nothing in it."""
    body = "\n".join(filter(None, parts))
    return f"<section>\n<h2>{html.escape(title)}</h2>\n{body}\n</section>" if body else ""


def paragraph(text: str, kind: str = "") -> str:
    """Text as it stands, in which nothing is a mark."""
    said = html.escape(text).replace("\n", "<br>")
    return f'<p class="{kind}">{said}</p>' if kind else f"<p>{said}</p>"


def items(texts: Iterable[str]) -> str:
    """Texts as a list."""
    lines = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
    return f"<ul>{lines}</ul>" if lines else ""


def table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Nothing where there are no rows."""
    return block_html(Table(header, rows, numbers)) if rows else ""


def commands(lines: Sequence[str]) -> str:
    """Lines to type, which never end between the two dashes of an option."""
    text = re.sub(
        r"(?<= )--[a-z-]+", r'<span class="option">\g<0></span>', html.escape("\n".join(lines))
    )
    return f"<pre><code>{text}</code></pre>"


def figure(chart: go.Figure, caption: str, width: int = WIDTH) -> str:
    """A chart as vectors above its caption."""
    return drawing(svg(chart, caption, width), caption)


def drawing(vectors: str, caption: str) -> str:
    """An <svg> element above its caption."""
    said = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return f"<figure>{vectors}{said}</figure>"


def beside(*figures: str) -> str:
    """Figures side by side where there is room."""
    return f'<div class="beside">{"".join(figures)}</div>'


def written(found: Annotations, name: str = "") -> str:
    """A run's tags and note, after a name where there are several runs."""
    if not found:
        return ""
    tags = "".join(f'<span class="tag">#{html.escape(tag)}</span> ' for tag in found.tags)
    head = f"<strong>{html.escape(name)}</strong> " if name else ""
    note = html.escape(found.note).replace("\n", "<br>")
    return f'<p class="note">{head}{tags}{note}</p>'
