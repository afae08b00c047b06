"""The code listing marks the lines that differ, and no others."""

import pytest

from ui.components.code_listing.code_listing import changed

CODE = "a = 1\nb = 2\nc = 3\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", []),
        (CODE, []),
        ("a = 1\nb = 0\nc = 3\n", [1]),
        ("a = 1\nc = 3\n", [1]),
        ("b = 2\n", [0, 2]),
        ("a = 1\nb = 2\nx = 0\nc = 3\n", []),  # what is gone has no line to mark
        ("x\n", [0, 1, 2]),
    ],
)
def test_changed_lines(before: str, expected: list[int]) -> None:
    assert changed(before, CODE) == expected
