"""Text of others for Streamlit: what is escaped, no folder is named, and no call forgets it."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.conftest import ROOT, read
from tests.hostile import LINES
from ui.text import plain, sentence, without_folders

# What Streamlit reads as Markdown: the arguments that hold a text, by the name of the call.
MARKDOWN = {
    "markdown", "caption", "title", "header", "subheader", "error", "warning", "info", "success", "toast",
    "button", "download_button", "page_link", "link_button", "expander", "tabs", "metric", "badge",
    "progress", "spinner", "checkbox", "toggle", "radio", "segmented_control", "pills", "select_slider",
    "image", "popover", "selectbox", "multiselect", "text_input", "number_input", "slider",
    "file_uploader", "dialog", "write",
}  # fmt: skip
ARGUMENTS = {"label", "body", "help", "text", "caption", "value", "delta"}
# What holds text of others: as a field of something, and as a variable.
FIELDS = {
    "title",
    "name",
    "reason",
    "best",
    "dataset",
    "language",
    "languages",
    "status",
    "evidence",
    "remedy",
}
VARIABLES = {
    "reason",
    "reasons",
    "error",
    "problem",
    "problems",
    "language",
    "languages",
    "labels",
    "never",
}
ERRORS = {"e", "exc", "error"}
SAFE = {"plain", "sentence", "len", "sum", "clock"}
# Shown as they are: the options of these, and what was typed into those.
AS_THEY_ARE = {"selectbox", "multiselect", "text_input"}


@given(st.text() | st.sampled_from(LINES))
def test_it_reads_as_it_was_typed(text: str) -> None:
    made = plain(text)
    assert read(made) == text.replace("\r", "\r")
    # Nothing is left that Markdown, directives or tags begin with.
    bare = re.sub(r":color\[&#\d+;\]|&#\d+;", "", made)
    assert not re.search(r"[\\`*{}\[\]<>#!|~$&^@]|:\S", bare)


@pytest.mark.parametrize(
    "text", ["Quick names, 27 languages", "head: logits (2)", "batch_size is 3.", "O’Brien"]
)
def test_ordinary_text_stays_readable(text: str) -> None:
    assert plain(text) == text


def test_folders_of_the_server_are_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path
) -> None:
    runs = tmp_path / "my runs"
    monkeypatch.setenv("RUNS_DIR", str(runs))
    for message, shown in (
        (f"There is no run x in {runs}. Choose one.", "There is no run x in my runs. Choose one."),
        (f"{runs}/a/run.json is damaged", "run.json is damaged"),
        (f"({own_cache / 'held-out' / 'x.npz'}): torn", "(x.npz): torn"),
        (f"{Path.home()}/.cache/x, and {ROOT}/data/mnist", "x, and mnist"),
        (
            "[Errno 28] No space left on device: '/srv/a/b.bin'",
            "[Errno 28] No space left on device: 'b.bin'",
        ),
        ("RUNS_DIR is 'srv/a/b.txt', a file", "RUNS_DIR is 'b.txt', a file"),
        (f"RUNS_DIR is '…{'/long' * 12}', a file", "RUNS_DIR is 'long', a file"),
        ("NETSKETCH_CACHE is '/srv/cache', a file", "NETSKETCH_CACHE is 'cache', a file"),
        # What somebody typed, and addresses, are no folders of ours.
        ("'/etc/passwd' is not the id of a run.", "'/etc/passwd' is not the id of a run."),
        ("see https://example.org/tmp/x or 1/2", "see https://example.org/tmp/x or 1/2"),
    ):
        assert without_folders(message) == shown
        assert read(sentence(message)) == shown


def others(node: ast.AST) -> list[str]:
    """The names in an expression that hold text of others, where nothing makes it plain."""
    if isinstance(node, ast.Call):
        called = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        if called in SAFE:
            return []
        if called == "str" and any(isinstance(a, ast.Name) and a.id in ERRORS for a in node.args):
            return ["an error"]
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        return []  # a number
    if isinstance(node, (ast.IfExp,)):
        return others(node.body) + others(node.orelse)
    if isinstance(node, ast.Attribute) and node.attr in FIELDS:
        return [node.attr]
    if isinstance(node, ast.Name) and node.id in VARIABLES:
        return [node.id]
    return [name for child in ast.iter_child_nodes(node) for name in others(child)]


def forgotten(source: str) -> list[str]:
    """Calls that read Markdown and get text of others as it is: line, call and what it gets."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        call = node.func.attr
        if call not in MARKDOWN:
            continue
        given = [*node.args[:1], *(k.value for k in node.keywords if k.arg in ARGUMENTS)]
        if call in AS_THEY_ARE:
            given = [
                *node.args[:1],
                *(k.value for k in node.keywords if k.arg in {"label", "help"}),
            ]
        elif call == "metric" or call == "progress":
            given += node.args[1:2]
        found += [
            f"line {node.lineno}: {call} of {name}" for value in given for name in others(value)
        ]
    return found


SOURCES = [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_call_forgets_it(path: Path) -> None:
    assert forgotten(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    ["st.subheader(run.title)", "st.error(str(e))", 'column.caption(f"Reading {file.name}.")',
     'st.button("x", help=f"{labels[0]}")', 'st.page_link("p", label=f"{sweep.title} · 3")',
     "st.progress(0.1, reason)", "st.warning(f'{n:,} {problem}')", "st.metric('a', answer.best)"],
)  # fmt: skip
def test_a_call_that_forgets_it_is_found(bad: str) -> None:
    assert forgotten(bad)


@pytest.mark.parametrize(
    "good",
    ["st.subheader(plain(run.title))", "st.error(sentence(e))", "st.text(run.title)", 'st.info("reason")',
     'st.caption(f"{error:.1%} of {len(labels)}")', 'st.selectbox("Data set", languages)'],
)  # fmt: skip
def test_a_call_that_does_not_is_not(good: str) -> None:
    assert not forgotten(good)
