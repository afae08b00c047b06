"""Report of a comparison: who is right more often and whether by more than chance, curves, what differs."""

from collections.abc import Iterator, Sequence

from core.charts import comparison
from core.errors import NetsketchError, RunError
from core.insight import change
from core.problems import problem, tested_alike
from core.report import document as html
from core.report.run_report import made_by
from core.runs import annotations, compare
from core.runs.compare import Score
from core.runs.store import Run
from core.statistics.durations import clock
from core.statistics.percent import percent

CURVES = ("test accuracy", "test loss", "training loss")


def comparison_report(runs: Sequence[Run]) -> str:
    """The HTML file of two to eight runs of a kind beside each other. Raises RunError."""
    every = list(runs)
    if not 2 <= len(every) <= compare.MOST:
        raise RunError(
            f"A comparison takes 2 to {compare.MOST} runs, not {len(every)}; name others."
        )
    if kinds := {run.kind for run in every[1:]} - {every[0].kind}:
        raise RunError(
            f"{every[0].title} was trained on {every[0].kind}, another on {kinds.pop()}: they answer "
            "different questions. Choose runs of one kind."
        )
    names = compare.names(every)
    scores = [s for run, name in zip(every, names, strict=True) if (s := compare.score(run, name))]
    by_name = dict(zip(names, every, strict=True))
    return html.document(
        " vs ".join(names) if len(names) == 2 else f"{len(names)} networks compared",
        *(html.paragraph(said, "lead") for said in said_of(by_name, scores)),
        _table(by_name, scores),
        *(html.written(annotations.read(run), name) for name, run in by_name.items()),
        html.section("Settings that differ", _settings(every, names)),
        html.section("Curves", *(_curve(every, name) for name in CURVES)),
        html.section("How to make it again", made_by(every, " ".join(run.id for run in every))),
    )


def said_of(runs: dict[str, Run], scores: Sequence[Score]) -> list[str]:
    """Who is ahead, and whether by more than chance: on the same test items by McNemar's exact test, where
    these are not to be had by the shares alone."""
    every = list(runs.values())
    if apart := compare.data_sets(every):
        return [apart]
    if len(scores) < 2:
        return ["Fewer than two of these networks have been tested yet."]
    best = max(scores, key=lambda score: score.accuracy)
    others = [score for score in scores if score is not best]
    try:
        found = [change.between(runs[best.name], runs[other.name]) for other in others]
        if all(len(pair.items) for pair in found):
            return list(_paired(runs, best, others, found))
    except NetsketchError:
        pass  # weights or data of one are gone: what was tested then still stands
    return [*compare.verdicts(list(scores)), compare.method(len(scores))]


def _paired(
    runs: dict[str, Run], best: Score, others: Sequence[Score], found: Sequence[change.Paired]
) -> Iterator[str]:
    items = problem(runs[best.name].kind).words_of(runs[best.name].config).items
    adjusted = compare.holm([pair.chance for pair in found])
    for other, pair, p in zip(others, found, adjusted, strict=True):
        a, b = runs[best.name].config, runs[other.name].config
        same = "" if tested_alike(a, b) else " that both were tested on"
        more = p < compare.LEVEL
        yield (
            f"{best.name} and {other.name} differ by {'more than' if more else 'no more than'} chance"
            f"{'' if more else ' would do'}: of {len(pair.items):,} test {items}{same}, "
            f"{int(pair.only_first.sum()):,} only {best.name} gets right, {int(pair.only_second.sum()):,} "
            f"only {other.name} ({compare.p_value(p)}, McNemar’s exact test"
            f"{', with Holm’s correction for many' if len(others) > 1 else ''})."
        )
    yield (
        "It knows nothing of the luck of the seed: before calling a setting better, train each with "
        "several seeds."
    )


def _table(runs: dict[str, Run], scores: Sequence[Score]) -> str:
    rows = []
    for s in scores:
        low, high = s.interval
        seconds = runs[s.name].record.get("seconds")
        interval, took = (
            f"{percent(low, 2)} to {percent(high, 2)}",
            clock(seconds) if seconds else "",
        )
        rows.append([s.name, percent(s.accuracy, 2), interval, f"{s.right:,}", f"{s.n:,}", took])
    header = ["Run", "Test accuracy", "95 % interval", "Right", "of", "Time"]
    return html.table(header, rows, numbers=(1, 2, 3, 4, 5))


def _settings(runs: list[Run], names: Sequence[str]) -> str:
    different = compare.differing(runs)
    if not different:
        return html.paragraph("All settings are the same. What differs is the machine’s doing.")
    rows = [[setting, *values] for setting, values in different.items()]
    return html.table(["Setting", *names], rows) + html.paragraph(
        "All others are the same.", "small"
    )


def _curve(runs: list[Run], name: str) -> str:
    chart = comparison.overlay(runs, name, "epoch", 0)
    chart.update_layout(height=300)
    return (
        html.figure(chart, f"{name.capitalize()} over epochs.")
        if any(len(t.x) for t in chart.data)
        else ""
    )
