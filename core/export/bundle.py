"""Bundles of the browser's modules: ES modules and style sheets that import from each other, as one text.

Streamlit takes a component's JavaScript as one string, and a page that is taken away has no server to ask
for modules. Ours import from each other, so that tools can check and test them; here each becomes a
function that is called once, before what needs it.
"""

import re
from pathlib import Path

COMPONENTS = Path(__file__).parents[2] / "ui" / "components"
"""Where they lie, a folder each."""
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_SEVERAL = re.compile(r"^export const \w+ = [^({\[`\n]*?, \w+ = .*", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"/\*\*[\s\S]*?\*/ ?|^ *//.*\n", re.MULTILINE)
_CSS_IMPORT = re.compile(r'^@import "(\.[^"]+)";\n', re.MULTILINE)


def style_sheet(path: Path) -> str:
    """A CSS file with those that it imports by `@import "./other.css";` in their place."""
    return _CSS_IMPORT.sub(
        lambda found: style_sheet(path.parent / found[1]), path.read_text("utf-8")
    )


def bundle(entry: Path) -> str:
    """An ES module and all that it imports, as one module.

    Imports are `import { a, b as c } from "./other.js";`, and what is exported is declared where it is:
    `export function a`, `export const b`, one a line. Raises ValueError for others, and where modules
    import each other in a circle. JSDoc and comments on lines of their own are left out: Streamlit sends
    a component's JavaScript with every run of the script.
    """
    names: dict[Path, str] = {}
    parts: list[str] = []

    def text(path: Path, above: tuple[Path, ...]) -> str:
        def imported(found: re.Match[str]) -> str:
            other = (path.parent / found[2]).resolve()
            if other in (*above, path):
                raise ValueError(f"{path.name} and {other.name} import each other")
            if other not in names:
                add(other, (*above, path))
            return f"const {{{found[1].replace(' as ', ': ')}}} = {names[other]};"

        return _IMPORT.sub(imported, _COMMENT.sub("", path.read_text("utf-8")))

    def add(path: Path, above: tuple[Path, ...]) -> None:
        code = text(path, above)
        if several := _SEVERAL.search(code):
            raise ValueError(f"{path.name} has {several[0]!r}: export one constant a line")
        exported = ", ".join(_EXPORT.findall(code))
        code = _EXPORT.sub("", code)
        check(path, code)
        names[path] = f"module_{len(names) + 1}"
        parts.append(f"const {names[path]} = (() => {{\n{code}\nreturn {{ {exported} }};\n}})();\n")

    def check(path: Path, code: str) -> None:
        if left := _LEFT_OVER.search(code):
            raise ValueError(f"{path.name} has {left[0]!r}, which cannot be inlined")

    last = text(entry.resolve(), ())
    check(entry, _EXPORT.sub("", last).replace("export default ", "", 1))
    return "".join([*parts, last])
