"""The challenge of surnames: a name that is in no list, and that a network takes for Finnish."""

from core.problem_values import Challenge
from core.statistics.percent import percent

LANGUAGE, SHARE = "Finnish", 0.5

FINNISH = Challenge(
    "finnish",
    "Sound Finnish",
    f"Make up a name that the network takes for {LANGUAGE}, with {percent(SHARE, 0)} or more, and that "
    "stands nowhere in its data.",
    "Look at Finnish names on the Data page: how do they end? Which letters stand there twice? Put such an "
    "end to a word of your own.",
    "Type it",
)
CHALLENGES = (FINNISH,)
