"""Imports between modules: each floor may use those below it, and no import goes round in a circle."""

import ast
import functools
import graphlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FLOORS: list[list[str]] = [
    ["app", "pages"],
    ["ui", "core.__main__"],
    ["core.cli"],
    ["core.report"],
    ["core.charts", "core.notes", "core.export"],
    ["core.insight", "core.sweeps", "core.challenges"],
    ["core.runs"],
    ["core.doctor"],
    ["core.problems"],
    ["core.digits", "core.names"],
    ["core.problem"],
    ["core.training"],
    ["core.settings", "core.statistics", "core.datasets", "core.problem_values", "core.onnx_graph"],
    ["core.files", "core.environment", "core.palette", "core.errors"],
]
"""Top to bottom. What stands on one floor may not use each other, but within a folder."""
FOUNDATION = FLOORS[-1]


@functools.cache
def modules() -> dict[str, Path]:
    """Every module of the app by its dotted name."""
    files = [
        ROOT / "app.py",
        *(f for d in ("core", "ui", "pages") for f in (ROOT / d).rglob("*.py")),
    ]
    names = {f: ".".join(f.relative_to(ROOT).with_suffix("").parts) for f in files}
    return {name.removesuffix(".__init__"): f for f, name in names.items()}


@functools.cache
def imports(name: str) -> frozenset[str]:
    """The app's modules that a module imports: at its top, in a function, or for its types alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(modules()[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level and node.module, f"{name}: imports are written out in full here"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found & modules().keys() - {name})


def floor(name: str) -> tuple[int, str]:
    """The floor of a module, 0 at the top, and the part of the house there that it is in."""
    for k, parts in enumerate(FLOORS):
        for part in parts:
            if name == part or name.startswith(f"{part}."):
                return k, part
    pytest.fail(f"{name} stands on no floor: give its folder a place in FLOORS")


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_go_down(name: str) -> None:
    if name == "core":
        return
    here, part = floor(name)
    wrong = []
    for other in imports(name) - {"core"}:
        there, of = floor(other)
        if there < here or (there == here and of != part and part not in FOUNDATION):
            wrong.append(other)
    assert not wrong, f"{name} is on floor {here} ({part}) and may not use {', '.join(wrong)}"


def test_no_import_goes_in_a_circle() -> None:
    packages = {name for name, file in modules().items() if file.name == "__init__.py"}
    graph = {name: imports(name) - packages for name in modules()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as e:
        pytest.fail(" → ".join(e.args[1]))


@pytest.mark.parametrize("name", sorted(n for n in modules() if n.startswith("core")))
def test_the_core_knows_no_screen(name: str) -> None:
    text = modules()[name].read_text("utf-8")
    # Its folder of settings holds the colours, which a page that is taken away has, too.
    assert "streamlit" not in text.replace("Streamlit", "").replace('".streamlit"', "")


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda page: page.stem)
def test_a_page_is_a_title_and_one_call(page: Path) -> None:
    source = page.read_text("utf-8")
    assert len(source.splitlines()) < 40
    *imports_first, last = (node for node in ast.parse(source).body[1:])
    imported = [ast.unparse(n) for n in imports_first if isinstance(n, ast.ImportFrom)]
    assert all(line.startswith("from ui") for line in imported), "its body belongs into `ui/`"
    calls = [ast.unparse(n) for n in imports_first if not isinstance(n, ast.ImportFrom)]
    assert isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)
    assert len(calls) <= 1 and all(call.startswith("page.begin(") for call in calls)


@pytest.mark.parametrize("part", ["core", "ui", "tests"])
def test_no_module_is_too_long_to_be_read_at_once(part: str) -> None:
    most = 400 if part == "tests" else 300
    lines = {f: len(f.read_text("utf-8").splitlines()) for f in (ROOT / part).rglob("*.py")}
    assert [f.relative_to(ROOT).as_posix() for f, n in lines.items() if n > most] == []
