"""Report of one run: outcome, curves, what the doctor found, network, classes, settings, commands."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from core.charts import run as charts
from core.doctor import rules
from core.problem import Preset
from core.problems import problem
from core.report import commands
from core.report import document as html
from core.report.network_picture import picture
from core.report.svg import WIDTH
from core.runs import annotations, card, outcome
from core.runs.predict import classes
from core.runs.store import Run
from core.settings.words import label, value
from core.statistics.intervals import wilson
from core.statistics.percent import percent

MANY = 12
"""Rows of a table that stands in two columns of the page."""


def run_report(run: Run) -> str:
    """The HTML file of a run as it now stands. Raises RunError."""
    events = run.metrics()
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.record["created"]))
    words = problem(run.kind).words_of(run.config)
    about = f"A small {words.network} that tells the {words.label} of {words.an_input}, begun on {when}."
    return html.document(
        run.title,
        html.paragraph(outcome.outcome(run, run.status, events).sentence, "lead"),
        html.paragraph(about, "small"),
        html.written(annotations.read(run)),
        html.section("How it learned", _curves(events)),
        html.section("What the doctor found", _findings(events)),
        html.section("The network", _network(run)),
        html.section("Right by class", *_classes(run)),
        html.section("Settings", *settings(run)),
        html.section("How to make it again", made_by([run], _name(run))),
    )


def _name(run: Run) -> str:
    return "RUN" if "/" in run.id else run.id


def made_by(runs: Sequence[Run], named: str) -> str:
    """The commands that train some runs and report on them, and with what they were trained."""
    lines = [commands.of_run(run) for run in runs]
    lines.append(f"{commands.CORE} report {named} --html report.html")
    said = (
        "The same settings and seed give the same weights on the same machine; on another one the last "
        "digits may differ."
    )
    longer = [
        f"{run.title} went on after its planned end; trained in one go it comes out a little otherwise."
        for run in runs
        if run.cycles
    ]
    with_ = dict.fromkeys(filter(None, map(_versions, runs)))
    return html.commands(lines) + html.paragraph(" ".join([said, *longer, *with_]), "small")


def _versions(run: Run) -> str:
    found = run.record.get("versions") or {}
    shown = ", ".join(f"{name} {version}" for name, version in found.items())
    return f"Trained with {shown}." if shown else ""


def _curves(events: list[dict[str, Any]]) -> str:
    if not any(e["event"] in ("progress", "evaluated") for e in events):
        return ""
    return html.beside(
        html.figure(charts.curves(events, "loss"), "Loss: the lower, the better.", html.HALF),
        html.figure(charts.curves(events, "accuracy"), "How much of it is right.", html.HALF),
    )


def _findings(events: list[dict[str, Any]]) -> str:
    found = [e for e in events if e["event"] == "diagnosis"]
    return "".join(
        html.paragraph(f"{rules.title(str(d.get('code')))}, at step {d['step']:,}", "right")
        + html.paragraph(f"{d.get('evidence', '')} {d.get('remedy', '')}".strip())
        for d in found
    )


def _network(run: Run) -> str:
    drawn = card.network(run.config)
    if drawn is None:
        return ""  # its data set is gone, of which the layers depend
    layers = problem(run.kind).layers(run.config)
    rows = [[layer.name, layer.shape_text, f"{layer.parameters:,}"] for layer in layers]
    rows.append(["in all", "", f"{drawn.parameters:,}"])
    shown = html.drawing(picture(drawn, WIDTH), "What leaves each layer, to scale.")
    return shown + html.table(["Layer", "Output", "Parameters"], rows, numbers=(2,))


def _classes(run: Run) -> Iterator[str]:
    result = run.result()
    if result is None:
        return
    counts, labels = result["confusion"], list(classes(run))
    words = problem(run.kind).words_of(run.config)
    for simple in run.record.get("baselines") or ():
        share = percent(simple["accuracy"], 2)
        yield html.paragraph(f"{simple['name']}, on the same {words.items}: {share} right.")
    if not problem(run.kind).balanced and "balanced_accuracy" in run.record:
        yield html.paragraph(
            f"Of each {words.label} alike: {percent(run.record['balanced_accuracy'], 2)} right."
        )
    yield html.figure(
        charts.confusion(counts, labels),
        f"Each row is a true {words.label}, each column an answer; the darker, the larger the share of its "
        "row.",
    )
    rows = []
    for name, row, k in zip(labels, counts, range(len(labels)), strict=True):
        right, n = int(row[k]), sum(row)
        if n:
            low, high = wilson(right, n)
            interval = f"{percent(low)} to {percent(high)}"
            rows.append([name, percent(right / n), f"{right:,}", f"{n:,}", interval])
    header = [words.label.capitalize(), "Share", "Right", "of", "95 % interval"]
    made = html.table(header, rows, numbers=(1, 2, 3, 4))
    yield f'<div class="columns">{made}</div>' if len(rows) > MANY else made


def settings(run: Run) -> Iterator[str]:
    """What differs from the nearest preset first, then all else."""
    preset = commands.nearest_preset(run.kind, run.config.to_dict())
    cls, before = type(run.config), vars(preset.config)
    here = {f: v for f, v in vars(run.config).items() if not (f == "momentum" and not v)}
    changed = [f for f, v in here.items() if v != before[f]]
    yield from _changed(run, preset, changed)
    rest = [[label(cls, f), value(cls, f, v)] for f, v in here.items() if f not in changed]
    rest.append([label(cls, "threads"), value(cls, "threads", run.threads)])
    yield f'<div class="columns">{html.table(["Setting", "Value"], rest)}</div>'


def _changed(run: Run, preset: Preset, changed: Sequence[str]) -> Iterator[str]:
    if not changed:
        yield html.paragraph(f"All are those of the preset {preset.title}.")
        return
    cls, now, before = type(run.config), vars(run.config), vars(preset.config)
    yield html.paragraph(f"What differs from the preset {preset.title}; all else is the same.")
    rows = [[label(cls, f), value(cls, f, now[f]), value(cls, f, before[f])] for f in changed]
    yield html.table(["Setting", "Here", "In the preset"], rows)
