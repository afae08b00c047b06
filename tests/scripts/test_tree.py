"""The tree in the README is that of the code."""

import pytest

from scripts import tree


def test_the_readme_has_a_line_for_every_folder_and_module() -> None:
    shown = tree.README.read_text("utf-8").split(tree.BEGIN)[1].split(tree.END)[0].strip("\n")
    assert shown == tree.tree().strip("\n"), "write it anew: python -m scripts.tree --write"


@pytest.mark.parametrize("line", tree.tree().splitlines())
def test_every_line_says_what_stands_there(line: str) -> None:
    name, _, said = line.strip().partition(" ")
    assert name and said.strip(), f"{name} has no first line"
