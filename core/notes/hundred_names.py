"""Test sets of a hundred names, drawn as the author drew his from what a network was tested on."""

import random
from dataclasses import replace

from core.sweeps.sweep import CellState

NOTES_TEST = 100  # names that the author tested on


def on_hundred_names(states: list[CellState]) -> list[CellState]:
    """Ten cells for each finished one, each with its score on 100 names under `drawn`.

    `states` hold confusion matrices (`record.confusions`).
    """
    return [
        replace(state, record={"drawn": score, "seconds": 0.0})
        for state in states
        if state.status == "finished" and state.record.get("confusion")
        for score in hundred_names(state.record["confusion"], state.cell.seed)
    ]


def hundred_names(
    confusion: list[list[int]], seed: int, draws: int = 10, names: int = NOTES_TEST
) -> list[float]:
    """The scores of one network on test sets drawn as the author drew his: a language, then one of
    its names that was not drawn yet. (draws,), each 0..1.

    For the score it matters only how many of a language's names are right, which the confusion matrix
    of the held-out names tells.
    """
    rng = random.Random(seed)
    scores = []
    for _ in range(draws):
        left = [[row[k], sum(row) - row[k]] for k, row in enumerate(confusion)]  # right, wrong
        right = drawn = 0
        while drawn < min(names, sum(map(sum, left)) + drawn):
            language = rng.choice(left)
            if not sum(language):
                continue
            wrong = rng.randrange(sum(language)) >= language[0]
            language[wrong] -= 1
            right += not wrong
            drawn += 1
        scores.append(right / drawn)
    return scores
