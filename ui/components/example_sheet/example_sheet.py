"""The sheet of examples: thumbnails by class, to be moved and deleted, and the classes' names."""

import base64
from typing import Any

from core.digits.symbol_sets import MOST_CLASSES, MOST_LETTERS, SymbolSet
from ui.components.component import component

mount = component("example_sheet")


def example_sheet(known: SymbolSet, label: int) -> dict[str, Any] | None:
    """Show a set's examples, and which class is being drawn. Returns what was asked for, once: `what` is
    "draw" (a class, `label`), "move" (`numbers` to class `label`), "delete" (`numbers`), "rename" (class
    `label` to `name`), "add" (class `name`) or "remove" (class `label`)."""
    rows = [
        {
            "name": name,
            "examples": [
                {
                    "number": e.number,
                    "test": e.held_out,
                    "pixels": base64.b64encode(e.pixels).decode(),
                }
                for e in known.examples
                if e.label == k
            ],
        }
        for k, name in enumerate(known.classes)
    ]
    result = mount(
        key=f"examples-{known.name}",
        data={"classes": rows, "label": label, "most": MOST_CLASSES, "letters": MOST_LETTERS},
        on_asked_change=lambda: None,
    )
    return dict(result.asked) if result.asked else None
