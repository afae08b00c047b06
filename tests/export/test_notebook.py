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
