"""Mutation testing: what share of small faults in a module its own tests notice.

    python -m benchmarks.mutants core/statistics/intervals.py core/training/schedules.py

Each fault (an operator, a comparison, a constant or a condition changed) is written into a copy of the
tree, where only the module's mirror runs: tests/a/test_b.py for core/a/b.py. Prints what survived.
"""

import argparse
import ast
import contextlib
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("core", "ui", "pages", "tests", "benchmarks", "scripts", "app.py", "pyproject.toml")

BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
REWRITTEN = "ignore::pytest.PytestAssertRewriteWarning"  # libraries that each test has from here
GUARDS = ("strict", "daemon", "flush")
"""Arguments that change nothing one could see while the rest is right."""


@dataclass(frozen=True)
class Mutant:
    """A module's text with one fault."""

    line: int
    was: str
    now: str
    source: str


def _changed(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions with a fault that could stand in a node's place."""
    match node:
        case ast.BinOp(left, op, right) if type(op) in BINARY:
            if not any(_is_text(side) for side in (left, right)):
                yield ast.BinOp(left, BINARY[type(op)](), right)
        case ast.Compare(left, [op, *more], others):
            yield ast.Compare(left, [COMPARE[type(op)](), *more], others)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(float() as value):
            yield ast.Constant(2 * value or 1.0)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes whose change is a change of behaviour: no annotations, decorators or `__all__`."""
    yield node
    for name, child in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        if isinstance(node, ast.keyword) and node.arg in GUARDS:
            continue
        for item in child if isinstance(child, list) else [child]:
            if isinstance(item, ast.AST) and not _is_declaration(item):
                yield from _walk(item)


def _is_declaration(node: ast.AST) -> bool:
    """Whether it is an import for type checkers, a type alias, `__all__`, a docstring or an f-string
    (before Python 3.12 its parts don't say where they stand)."""
    match node:
        case ast.If(ast.Name("TYPE_CHECKING")) | ast.Expr(ast.Constant()) | ast.JoinedStr():
            return True
        case ast.Assign([ast.Name(name)], value):
            alias = isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name)
            return name == "__all__" or (alias and name[0].isupper() and not name.isupper())
    return False


def mutants(source: str) -> list[Mutant]:
    """Every fault that this command knows of in a module's text, in the order of its lines."""
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:k])) for k in range(len(lines))]
    found = []

    def put(node: ast.expr, text: str) -> None:
        assert node.end_lineno and node.end_col_offset is not None
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[node.end_lineno - 1] + node.end_col_offset
        whole = source.encode()
        changed = (whole[:first] + text.encode() + whole[last:]).decode()
        with contextlib.suppress(SyntaxError):
            ast.parse(changed)
            found.append(Mutant(node.lineno, whole[first:last].decode(), text, changed))

    for node in _walk(ast.parse(source)):
        for fault in _changed(node):
            assert isinstance(node, ast.expr)
            text = ast.unparse(ast.fix_missing_locations(fault))
            put(node, text if isinstance(node, ast.Constant) else f"({text})")
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.comprehension):
            for test in node.ifs if isinstance(node, ast.comprehension) else [node.test]:
                put(test, f"(not ({ast.unparse(test)}))")
    return sorted(found, key=lambda m: (m.line, m.was, m.now))


def mirror(module: Path) -> Path:
    """Where a module's tests stand, relative to the root as it is itself."""
    return Path("tests", *module.parts[1:-1], f"test_{module.name}")


class Tree:
    """A copy of what the tests need, in which a module can be broken."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(ROOT / name, folder / name)
        (folder / "data").symlink_to(ROOT / "data")
        (folder / ".streamlit").symlink_to(ROOT / ".streamlit")

    def start(self, module: Path, source: str) -> int:
        """Test a module of this text in a process of its own; that process's id.

        It is forked, so that it need not import PyTorch again; of this project it has imported nothing.
        """
        if child := os.fork():
            return child
        try:
            os.setsid()
            os.chdir(self.folder)
            (self.folder / module).write_text(source)
            with open("output", "wb") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != ROOT]
            for name in [n for n in sys.modules if n.split(".")[0] == "benchmarks"]:
                del sys.modules[name]
            import pytest

            quiet = ("-x", "-q", "--no-header", "-p", "no:cacheprovider", "-W", REWRITTEN)
            code = pytest.main([*quiet, f"--basetemp={self.folder}/tmp", str(mirror(module))])
            sys.stdout.flush()
            os._exit(int(code))
        except BaseException:  # a forked process must never return to its caller
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(99)


def _end(child: int, deadline: float) -> int | None:
    """The exit status of a process; None while it runs, 124 where it ran past its time."""
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() < deadline:
        return None
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 124


def survivors(module: Path, faults: list[Mutant], trees: list[Tree]) -> list[Mutant]:
    """The faults that a module's mirror does not notice. Ends the program where it fails without one."""
    source = (ROOT / module).read_text()
    begun = time.monotonic()
    whole = trees[0].start(module, source)
    while (code := _end(whole, begun + 600)) is None:
        time.sleep(0.01)
    if code:
        sys.exit(f"{mirror(module)} fails as it is:\n{(trees[0].folder / 'output').read_text()}")
    limit = 10 + 5 * (time.monotonic() - begun)

    waiting, free, left = list(reversed(faults)), list(trees), []
    running: dict[int, tuple[Tree, Mutant, float]] = {}
    while waiting or running:
        while waiting and free:
            tree, fault = free.pop(), waiting.pop()
            running[tree.start(module, fault.source)] = tree, fault, time.monotonic() + limit
        for child, (tree, fault, deadline) in list(running.items()):
            if (code := _end(child, deadline)) is not None:
                del running[child]
                free.append(tree)
                if code == 0:
                    left.append(fault)
        time.sleep(0.01)
    for tree in trees:
        (tree.folder / module).write_text(source)
    return sorted(left, key=lambda m: m.line)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="+", type=Path, help="files under core/")
    parser.add_argument("--most", type=int, default=40, help="faults tried in a module (40)")
    parser.add_argument("--seed", type=int, default=0, help="of the choice among more (0)")
    parser.add_argument("--jobs", type=int, default=2, help="tests side by side (2)")
    parser.add_argument("--least", type=float, help="exit 1 below this share in all, in percent")
    args = parser.parse_args()

    os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1")
    sys.dont_write_bytecode = True
    for library in ("torch", "hypothesis.strategies"):
        importlib.import_module(library)

    noticed = tried = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees = [Tree(Path(folder, str(k))) for k in range(args.jobs)]
        for given in args.modules:
            module = given.resolve().relative_to(ROOT)
            faults = mutants((ROOT / module).read_text())
            if len(faults) > args.most:
                faults = random.Random(args.seed).sample(faults, args.most)
            there = (ROOT / mirror(module)).exists()
            left = survivors(module, faults, trees) if there else faults
            n = len(faults)
            noticed, tried = noticed + n - len(left), tried + n
            print(f"{n - len(left):4} of {n:3}  {module}" + ("" if there else "  (no mirror)"))
            for fault in left if there else ():
                print(f"              {fault.line}: {fault.was}  ->  {fault.now}", flush=True)
    share = 100 * noticed / max(tried, 1)
    print(f"{noticed:4} of {tried:3}  noticed, {share:.0f} %")
    if args.least is not None and share < args.least:
        sys.exit(1)


if __name__ == "__main__":
    main()
