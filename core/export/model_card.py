"""The model card of a trained network: what it is, learned from, gets right and cannot do."""

import html
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.insight.held_out import HeldOut, held_out
from core.problem import Standalone
from core.problems import problem
from core.runs import predict
from core.runs.store import Run
from core.statistics.calibration import calibration
from core.statistics.durations import clock
from core.statistics.intervals import wilson
from core.statistics.percent import percent

USE = """pip install -r requirements.txt
python model.py score DATA
python model.py read {an_input} ..."""
ABOUT_USE = (
    "`score` prints the accuracy below once more; DATA is the folder `data/` of Netsketch's repository, or "
    "that of the data set. Netsketch itself takes the whole zip file back in as a run: *Runs*, *Import a "
    "network*."
)
ABOUT_ONNX = (
    "`model.onnx` is the same network for programs without PyTorch ([onnxruntime](https://onnxruntime.ai), "
    "a browser, a phone; look at it in [Netron](https://netron.app)). {inputs}"
)


@dataclass(frozen=True)
class Table:
    """Rows of text below a header; columns that hold numbers are named by their place."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class Code:
    """Lines to type."""

    text: str


Block = str | Table | Code
"""A paragraph has no other marks than **bold**, *emphasis*, `code` and [a link](address)."""


def model_card(run: Run, alone: Standalone, onnx: str = "") -> str:
    """As Markdown, with how to use what it lies beside; `onnx` is what goes into model.onnx, where that is
    there. Raises RunError, DataError."""
    head, sections = _card(run, alone)
    use: dict[str, list[Block]] = {"Use": [Code(USE.format(an_input=alone.an_input)), ABOUT_USE]}
    if onnx:
        use["Use"].append(ABOUT_ONNX.format(inputs=onnx))
    parts = [f"# {run.title}", head]
    for title, blocks in (use | sections).items():
        parts += [f"## {title}", *map(_markdown, blocks)]
    return "\n\n".join(parts) + "\n"


def model_card_html(run: Run, alone: Standalone) -> str:
    """As HTML, without the title. Raises RunError, DataError."""
    head, sections = _card(run, alone)
    parts = [block_html(head)]
    for title, blocks in sections.items():
        parts += [f"<h3>{html.escape(title)}</h3>", *map(block_html, blocks)]
    return "\n".join(parts)


def _card(run: Run, alone: Standalone) -> tuple[str, dict[str, list[Block]]]:
    words = problem(run.kind).words_of(run.config)
    when = time.strftime("%Y-%m-%d", time.localtime(run.record.get("ended", run.record["created"])))
    head = (
        f"A small {words.network} that tells the {words.label} of {words.an_input}, trained with "
        f"Netsketch on {when} in {clock(run.record.get('seconds', 0))}."
    )
    settings = [[field, str(value)] for field, value in run.config.to_dict().items()]
    return head, {
        "The network": [_layers(run)],
        "What it learned from": [alone.data],
        "How good it is": list(_scores(run, held_out(run))),
        "What it cannot do": [alone.limits],
        "How it was trained": [Table(["Setting", "Value"], settings)],
    }


def _layers(run: Run) -> Table:
    stack = problem(run.kind).layers(run.config)
    rows = [[layer.name, layer.shape_text, f"{layer.parameters:,}"] for layer in stack]
    rows.append(["in all", "", f"{sum(layer.parameters for layer in stack):,}"])
    return Table(["Layer", "Output", "Parameters"], rows, numbers=(2,))


def _scores(run: Run, held: HeldOut) -> Iterator[Block]:
    words, n = problem(run.kind).words_of(run.config), len(held.items)
    right = int(held.right.sum())
    low, high = wilson(right, n)
    yield (
        f"**{percent(right / n, 2)}** of {n:,} test {words.items} that it never learned from ({right:,}); "
        f"the 95 % interval is {percent(low, 2)} to {percent(high, 2)}."
    )
    for simple in problem(run.kind).baselines(run.config):
        share = percent(float(simple.right.mean()), 2)
        yield f"{simple.name}, on the same {words.items}: {share}."
    error = calibration(held.confidence, held.right).error
    yield (
        f"It is {percent(float(held.confidence.mean()))} sure on average; how sure it is misses how often "
        f"it is right by {percent(error)} (expected calibration error, ten bins)."
    )
    rows = []
    for label, k, row in zip(
        predict.classes(run), range(len(held.confusion)), held.confusion, strict=True
    ):
        hit, of = int(row[k]), int(row.sum())
        if of:
            low, high = wilson(hit, of)
            rows.append([label, percent(hit / of), f"{of:,}", f"{percent(low)} to {percent(high)}"])
    yield Table([words.label.capitalize(), "Right", "of", "95 % interval"], rows, numbers=(1, 2))


def _markdown(block: Block) -> str:
    match block:
        case Table(header, rows, numbers):
            rule = ["---:" if k in numbers else "---" for k in range(len(header))]
            cells = ([c.replace("|", "\\|") for c in row] for row in (header, rule, *rows))
            return "\n".join(f"| {' | '.join(row)} |" for row in cells)
        case Code(text):
            return f"```\n{text}\n```"
        case _:
            return block


def block_html(block: Block) -> str:
    """A block as HTML; cells of columns of numbers have the class `number`."""
    match block:
        case Table(header, rows, numbers):
            kind = [" class='number'" if k in numbers else "" for k in range(len(header))]
            cells = zip(header, kind, strict=True)
            head = "".join(f"<th scope='col'{a}>{html.escape(c)}</th>" for c, a in cells)
            body = (
                "".join(f"<td{a}>{html.escape(c)}</td>" for c, a in zip(row, kind, strict=True))
                for row in rows
            )
            lines = "".join(f"<tr>{line}</tr>" for line in body)
            return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        case Code(text):
            return f"<pre><code>{html.escape(text)}</code></pre>"
        case _:
            return f"<p>{_marked(html.escape(block, quote=False))}</p>"


def _marked(text: str) -> str:
    """The marks of a paragraph, whose text is escaped already, as HTML."""
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)\s\"']+)\)", r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
