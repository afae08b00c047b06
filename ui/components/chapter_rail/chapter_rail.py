"""The chapter rail: where in the story one is, what was predicted right, and the way to every chapter."""

from collections.abc import Mapping, Sequence

from ui.components.component import component

mount = component("chapter_rail")


def chapter_rail(titles: Sequence[str], current: int, predicted: Mapping[int, bool]) -> int | None:
    """Show all chapters as a line of numbers; the one that was chosen, if one was.

    `predicted` says by chapter, from 0 on, whether what was predicted there was right.
    """
    result = mount(
        key="chapters",
        data={
            "chapters": [
                {"title": title, "right": predicted.get(k)} for k, title in enumerate(titles)
            ],
            "current": current,
        },
        on_chosen_change=lambda: None,
    )
    return None if result.chosen is None else int(result.chosen)
