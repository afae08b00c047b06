"""A Jupyter notebook of a Python script: a cell for each of its parts."""

import ast
import json


def notebook(script: str) -> str:
    """The .ipynb file (nbformat 4.5) of a script, whose docstring becomes its first cell."""
    about = ast.get_docstring(ast.parse(script)) or ""
    cells = [_cell("markdown", about)] if about else []
    cells += [_cell("code", part) for part in _parts(script, bool(about))]
    for k, cell in enumerate(cells):
        cell["id"] = f"cell-{k}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _parts(script: str, described: bool) -> list[str]:
    """The statements, together where no blank line is between them; all imports are one part."""
    lines = script.splitlines()
    statements = ast.parse(script).body[described:]
    parts: list[list[ast.stmt]] = []
    for statement in statements:
        apart = parts and not any(
            line.strip() == ""
            for line in lines[parts[-1][-1].end_lineno or 0 : statement.lineno - 1]
        )
        imports = (ast.Import, ast.ImportFrom)
        together = parts and isinstance(statement, imports) and isinstance(parts[-1][-1], imports)
        if apart or together:
            parts[-1].append(statement)
        else:
            parts.append([statement])
    return ["\n".join(lines[part[0].lineno - 1 : part[-1].end_lineno]) for part in parts]


def _cell(type_of: str, text: str) -> dict[str, object]:
    cell: dict[str, object] = {
        "cell_type": type_of,
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if type_of == "code" else {})
