"""Report of a chapter of the story: claim, question and answer, figure, what to take away, its terms."""

import html as escaping
from collections.abc import Iterable, Iterator

from core.notes.questions import Question
from core.notes.story.chapter import Chapter, Train
from core.notes.story.chapters import CHAPTERS, number_of, told
from core.notes.story.glossary import glossary, pieces, terms
from core.report import commands
from core.report import document as html
from core.report.chapter_figure import drawn


def chapter_report(chapter: Chapter) -> str:
    """The HTML file of a chapter, with its answer. Raises RunError where a result is not recorded."""
    found, number = told(chapter.name), (number_of(chapter.name) or 0) + 1
    texts = [*chapter.claim, chapter.ask, found.answer, chapter.takeaway]
    options = (
        f"<li{' class=right' if k == found.right else ''}>{escaping.escape(option)}</li>"
        for k, option in enumerate(chapter.options)
    )
    return html.document(
        chapter.title,
        html.paragraph(f"The notes’ story, chapter {number} of {len(CHAPTERS)}.", "small"),
        *map(_text, chapter.claim),
        html.section("What do you expect?", _text(chapter.ask), f"<ul>{''.join(options)}</ul>"),
        html.section(
            "What came of it",
            _text(found.answer),
            html.figure(drawn(found.figure), found.figure.caption) if found.figure else "",
        ),
        html.section("What to take away", _text(chapter.takeaway)),
        _question(chapter.question) if chapter.question else "",
        html.section("How to make it again", html.commands(list(_commands(chapter)))),
        html.section("Terms", _terms(texts)),
    )


def _text(text: str) -> str:
    return html.paragraph("".join(said for said, _ in pieces(text)))


def _commands(chapter: Chapter) -> Iterator[str]:
    yield from chapter.commands()
    if isinstance(chapter.do, Train):
        yield commands.train(chapter.do.config(chapter.kind))
    else:
        yield f"{commands.CORE} sweep --notes {chapter.do.table} --seeds {chapter.do.seeds}"
    yield f"{commands.CORE} report {chapter.name} --html report.html"


def _terms(texts: Iterable[str]) -> str:
    known = glossary()
    lines = (
        f"<div><dt>{escaping.escape(name)}</dt><dd>{escaping.escape(known[name].means)}</dd></div>"
        for name in sorted(terms(texts))
    )
    return f"<dl>{''.join(lines)}</dl>"


def _question(question: Question) -> str:
    reply = question.answer()
    header, columns = list(reply.columns), list(reply.columns.values())
    rows = [[str(cell) for cell in row] for row in zip(*columns, strict=True)]
    return html.section(
        "The open question",
        html.paragraph(question.text, "right"),
        html.items(reply.sentences),
        html.table(header, rows, tuple(range(1, len(header)))),
    )
