"""What a confusion matrix tells: a row for each true class, a column for each answer."""

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
