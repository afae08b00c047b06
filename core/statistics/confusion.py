"""Confusion-matrix statistics: a row for each true class, a column for each answer."""

from collections.abc import Sequence


def by_chance(confusion: Sequence[Sequence[int]]) -> float:
    """The accuracy, 0..1, that as many answers of each class would have if dealt out blindly."""
    n = sum(map(sum, confusion))
    columns = map(sum, zip(*confusion, strict=True))
    return sum(sum(row) * column for row, column in zip(confusion, columns, strict=True)) / n**2


def never_answered(confusion: Sequence[Sequence[int]]) -> list[int]:
    """The classes that stand in the test set and are no answer to any of its items."""
    columns = zip(*confusion, strict=True)
    return [
        k
        for k, (row, column) in enumerate(zip(confusion, columns, strict=True))
        if sum(row) and not sum(column)
    ]


DIGITS = ("zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines")


def lost(
    confusion: Sequence[Sequence[int]],
    classes: Sequence[str],
    items: str,
    never: Sequence[int] | None = None,
) -> str:
    """A sentence on the classes that are never answered, or on those of `never`, and what that costs; ""
    where there are none. `items` are what a test holds: "names", "images"."""
    never = never_answered(confusion) if never is None else never
    if not never:
        return ""
    ever = [name for name, *column in zip(classes, *confusion, strict=True) if sum(column)]
    names = [classes[k] for k in never]
    count = sum(sum(confusion[k]) for k in never)
    if len(ever) < len(names):
        return f"It answers nothing but {_and(ever)}: {count:,} of {sum(map(sum, confusion)):,} are lost."
    if all(name in "0123456789" for name in names):
        what = _and([DIGITS[int(name)] for name in names])
    else:
        what = f"{_and(names)} {items}" if len(names) <= 3 else f"{items} of these {len(names)}"
    return f"It never answers {_and(names)}: all {count:,} {what} are lost."


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
