"""The tree of the code: a line for every folder and module, from their first docstring lines.

python -m scripts.tree             # print it
python -m scripts.tree --write     # into README.md, between its two marks
"""

import argparse
import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- the tree: python -m scripts.tree --write -->\n", "<!-- the tree ends -->\n"
ROOMS = ("app.py", "pages", "ui", "core")
FOLDERS = {"pages": "A script a page: a title and a call"}
OTHERS = {
    "data/": "what ships, with sources and licences in its README",
    "scripts/": "how data/ was made; the browser, pictures and this tree for development",
    "benchmarks/": "python -m benchmarks: what measures the figures above",
    "tests/": "mirrors the tree; tests/app in Streamlit's AppTest, tests/browser in Chromium",
}
NAME_WIDTH, MOST = 26, 92


def first_line(file: Path) -> str:
    """The first sentence, or line, of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    line = " ".join(docstring.split("\n\n")[0].split())
    return line.split(". ")[0].rstrip(".")


def lines(path: Path, depth: int = 0) -> list[str]:
    """The lines of a file, or of a folder and all in it."""
    name, place = path.name, path
    if path.is_dir():
        name, place = f"{name}/", path / "__init__.py"
    said = first_line(place) if place.is_file() else FOLDERS.get(path.name, "")
    if path.is_dir() and not said and (path / f"{path.name}.py").is_file():
        said = "a component:"
    found = [f"{'  ' * depth}{name}".ljust(NAME_WIDTH) + said]
    if path.is_dir():
        inside = [p for p in sorted(path.iterdir()) if p.suffix == ".py" and p.stem != "__init__"]
        folders = [p for p in sorted(path.iterdir()) if p.is_dir() and any(p.glob("*.py"))]
        for p in [*folders, *inside]:
            found += lines(p, depth + 1)
    return [line.rstrip() for line in found]


def tree() -> str:
    """All of it, as an indented block of Markdown."""
    found = [line for room in ROOMS for line in lines(ROOT / room)]
    found += [name.ljust(NAME_WIDTH) + words for name, words in OTHERS.items()]
    return "".join(f"    {line}\n" for line in found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="put it into README.md")
    if not parser.parse_args().write:
        print(tree(), end="")
        return
    before, rest = README.read_text("utf-8").split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{tree()}\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
