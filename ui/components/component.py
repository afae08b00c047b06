"""Components of Streamlit (v2): a folder's HTML, CSS and JavaScript modules as one that can be mounted.

Streamlit takes a component's JavaScript as one string. Ours are ES modules that import from each other, so
that tools can check and test them; here each becomes a function that is called once, before what needs it.
"""

import re
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from core import palette

HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"/\*\*[\s\S]*?\*/ ?|^ *//.*\n", re.MULTILINE)
_CSS_IMPORT = re.compile(r'^@import "(\.[^"]+)";\n', re.MULTILINE)


def component(name: str) -> ComponentRenderer:
    """What `ui/components/NAME/NAME.html`, `.css` and `.js` are, of which only the last has to be there.
    The style sheet also has the palette, as `var(--above)`, and the files that it imports."""
    html, css, js = (HERE / name / f"{name}.{suffix}" for suffix in ("html", "css", "js"))
    return st.components.v2.component(
        f"netsketch_{name}",
        html=html.read_text("utf-8") if html.exists() else None,
        css=palette.css() + style_sheet(css) if css.exists() else None,
        js=bundle(js),
    )


def style_sheet(path: Path) -> str:
    """A CSS file with those that it imports by `@import "./other.css";` in their place."""
    return _CSS_IMPORT.sub(
        lambda found: style_sheet(path.parent / found[1]), path.read_text("utf-8")
    )


def bundle(entry: Path) -> str:
    """An ES module and all that it imports, as one module.

    Imports are `import { a, b as c } from "./other.js";`, and what is exported is declared where it is:
    `export function a`, `export const b`. Raises ValueError for others, and where modules import each
    other in a circle. JSDoc and comments on lines of their own are left out: Streamlit sends a component's
    JavaScript with every run of the script.
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
