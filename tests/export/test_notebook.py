"""A script as a notebook: the same code, in cells."""

import json

import pytest

from core.export.notebook import notebook
from core.problem import Preset
from core.problems import PROBLEMS

PRESETS = [p for known in PROBLEMS.values() for p in known.presets]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: f"{p.kind}-{p.name}")
def test_its_cells_are_the_script(preset: Preset) -> None:
    script = PROBLEMS[preset.kind].training_script(preset.config, preset.title)
    whole = json.loads(notebook(script))
    first, *cells = whole["cells"]
    assert first["cell_type"] == "markdown" and preset.title in "".join(first["source"])
    code = "\n".join("".join(cell["source"]) for cell in cells)
    blank = [line for line in script.split('"""', 2)[2].splitlines() if line.strip()]
    assert [line for line in code.splitlines() if line.strip()] == blank
    for cell in cells:  # each can be run by itself
        compile("".join(cell["source"]), "cell", "exec")
    assert len(cells) > 4
    assert whole["nbformat"] == 4 and len({cell["id"] for cell in whole["cells"]}) == len(cells) + 1


SCRIPT = '''"""A script.

Of Łódź."""

import json

from pathlib import Path

x = 1
y = 2


def f() -> int:
    return x + y


print(f())
'''


def test_a_cell_is_what_no_blank_line_divides_and_all_imports_are_one() -> None:
    text = notebook(SCRIPT)
    about, *cells = json.loads(text)["cells"]
    assert ("".join(about["source"]), about["cell_type"]) == ("A script.\n\nOf Łódź.", "markdown")
    assert ["".join(cell["source"]) for cell in cells] == [
        "import json\n\nfrom pathlib import Path",
        "x = 1\ny = 2",
        "def f() -> int:\n    return x + y",
        "print(f())",
    ]
    assert "Łódź" in text, "it can be read as text, too"


def test_a_cell_has_what_its_kind_is_to_have() -> None:
    """Of notebooks of format 4.5, whose cells have ids; others are said to be damaged."""
    whole = json.loads(notebook(SCRIPT))
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    about, *cells = whole["cells"]
    assert about.keys() == {"id", "cell_type", "metadata", "source"}
    for cell in cells:
        assert cell["cell_type"] == "code" and cell.keys() - about.keys() == {
            "execution_count",
            "outputs",
        }


def test_a_script_that_says_nothing_of_itself_has_code_alone() -> None:
    (cell,) = json.loads(notebook("x = 1\n"))["cells"]
    assert cell["cell_type"] == "code" and cell["source"] == ["x = 1"]
