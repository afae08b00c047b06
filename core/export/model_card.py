"""The model card of a trained network, in Markdown: what it is, learned from, gets right and cannot do."""

import time
from collections.abc import Iterator

from core.insight.held_out import HeldOut, held_out
from core.problem import Standalone
from core.problems import problem
from core.runs import predict
from core.runs.store import Run
from core.statistics.calibration import calibration
from core.statistics.durations import clock
from core.statistics.intervals import wilson
from core.statistics.percent import percent

USE = """```
pip install -r requirements.txt
python model.py score DATA
python model.py read {an_input} ...
```
`score` prints the accuracy below once more; DATA is the folder `data/` of Netsketch's repository, or
that of the data set. Netsketch itself takes the whole zip file back in as a run: *Runs*, *Import*."""


def model_card(run: Run, alone: Standalone) -> str:
    """Raises RunError, DataError."""
    words = problem(run.kind).words_of(run.config)
    when = time.strftime("%Y-%m-%d", time.localtime(run.record.get("ended", run.record["created"])))
    seconds = clock(run.record.get("seconds", 0))
    sections = {
        "Use": USE.format(an_input=alone.an_input),
        "The network": "\n".join(_layers(run)),
        "What it learned from": alone.data,
        "How good it is": "\n".join(_scores(run, held_out(run))),
        "What it cannot do": alone.limits,
        "How it was trained": "\n".join(_settings(run)),
    }
    head = (
        f"# {run.title}\n\nA small {words.network} that tells the {words.label} of {words.an_input}, "
        f"trained with Netsketch on {when} in {seconds}.\n"
    )
    return head + "".join(f"\n## {title}\n\n{text.strip()}\n" for title, text in sections.items())


def _layers(run: Run) -> Iterator[str]:
    yield "| Layer | Output | Parameters |\n| --- | --- | ---: |"
    stack = problem(run.kind).layers(run.config)
    for layer in stack:
        yield f"| {layer.name} | {layer.shape_text} | {layer.parameters:,} |"
    yield f"| in all | | {sum(layer.parameters for layer in stack):,} |"


def _scores(run: Run, held: HeldOut) -> Iterator[str]:
    words, n, right = problem(run.kind).words_of(run.config), len(held.items), int(held.right.sum())
    low, high = wilson(right, n)
    yield (
        f"**{percent(right / n, 2)}** of {n:,} test {words.items} that it never learned from ({right:,}); "
        f"the 95 % interval is {percent(low, 2)} to {percent(high, 2)}."
    )
    for simple in problem(run.kind).baselines(run.config):
        yield f"{simple.name}, on the same {words.items}: {percent(simple.right.mean(), 2)}."
    error = calibration(held.confidence, held.right).error
    yield (
        f"It is {percent(float(held.confidence.mean()))} sure on average; how sure it is misses how often "
        f"it is right by {percent(error)} (expected calibration error, ten bins).\n"
    )
    yield f"| {words.label.capitalize()} | Right | of | 95 % interval |\n| --- | ---: | ---: | --- |"
    labels = predict.classes(run)
    for k, row in enumerate(held.confusion):
        hit, of = int(row[k]), int(row.sum())
        if of:
            low, high = wilson(hit, of)
            yield f"| {labels[k]} | {percent(hit / of)} | {of:,} | {percent(low)} to {percent(high)} |"


def _settings(run: Run) -> Iterator[str]:
    yield "| Setting | Value |\n| --- | --- |"
    for field, value in run.config.to_dict().items():
        yield f"| {field} | {value} |"
