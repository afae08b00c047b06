"""A code listing: Python code with its changed lines marked, to read and to copy."""

import difflib

from ui.components.component import component

mount = component("code_listing")


def code_listing(code: str, key: str, before: str = "", what: str = "preset") -> None:
    """Show code. Lines that are not in `before`, where that is there, are marked as not the `what`'s."""
    mount(
        key=key,
        data={
            "lines": code.rstrip("\n").split("\n"),
            "changed": changed(before, code),
            "what": what,
        },
    )


def changed(before: str, code: str) -> list[int]:
    """The numbers of the lines of `code`, from 0, that stand not in `before`; none where that is empty."""
    if not before:
        return []
    old, new = (text.rstrip("\n").split("\n") for text in (before, code))
    found = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [k for tag, _, _, first, end in found if tag != "equal" for k in range(first, end)]
