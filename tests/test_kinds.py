"""A kind is a folder: outside `core/digits`, `core/names` and their twins in `ui/`, nothing asks which."""

import ast
from pathlib import Path

import pytest

from core.problems import PROBLEMS
from ui.problems import PAGES

ROOT = Path(__file__).resolve().parents[1]
OWN = {ROOT / part / kind for part in ("core", "ui") for kind in PROBLEMS}
CONFIGS = {known.Config.__name__ for known in PROBLEMS.values()}
FILES = [
    file
    for part in ("core", "ui", "pages")
    for file in (ROOT / part).rglob("*.py")
    if not OWN & {*file.parents}
]


def asks(source: str) -> list[str]:
    """Where a source asks for the kind: compares with one, picks by one, or asks for its config's class."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            parts: list[ast.expr | None] = [node.left, *node.comparators]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys]
        elif isinstance(node, ast.Subscript):
            parts = [node.slice]
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            parts = [*node.args[1:]]
        else:
            continue
        for part in parts:
            inner = [*ast.walk(part)] if part else []
            kinds = {n.value for n in inner if isinstance(n, ast.Constant)} & PROBLEMS.keys()
            classes = {n.id for n in inner if isinstance(n, ast.Name)} & CONFIGS
            if kinds or classes:
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_nobody_asks_which_kind_it_is(file: Path) -> None:
    assert asks(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    ["run.kind == 'digits'", "x = {'names': 1}[run.kind]", "isinstance(c, (int, NamesConfig))",
     "kind in ('digits', 'other')", "match kind:\n  case 'names': pass", "TITLES['digits']"],
)  # fmt: skip
def test_what_asks_is_found(bad: str) -> None:
    assert asks(bad)


def test_a_kind_in_full_is_short() -> None:
    assert len((ROOT / "tests" / "third_kind.py").read_text("utf-8").splitlines()) < 120


def test_every_kind_has_its_twin_on_the_screen() -> None:
    assert PAGES.keys() == PROBLEMS.keys()
    for kind, twin in PAGES.items():
        known = PROBLEMS[kind]
        assert twin.kind == kind
        assert all((ROOT / link.page).is_file() for link in (twin.train, twin.ask))
        assert twin.sweep.preset in {p.name for p in known.presets}
        assert twin.sweep.vary and hasattr(known.Config(), twin.sweep.vary[0])
