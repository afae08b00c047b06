"""Names unlike those that were trained on: rare letters and lengths, counted by hand."""

from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace

import pytest

from core.names.config import NamesConfig
from core.names.insight import rare_letters as module
from core.names.insight.rare_letters import hardly_seen


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Iterator[NamesConfig]:
    """1 000 training names of four letters, but for 5 of three letters and 4 of six. x stands in 5 of
    them, y (twice) in 4, a hyphen in one; q stands in test names alone."""
    few = ["aaa", "aab", "aba", "abb", "baa", "abcabc", "abcabd", "abdabc", "abdabd"]
    rare = ["xaab", "xaba", "xabb", "xbaa", "xbab", "yyab", "yyba", "yybb", "yyaa", "a-bc"]
    plain = map("".join, product("abcdefgh", repeat=4))
    spellings = few + rare + [name for name, _ in zip(plain, range(981), strict=False)]
    data = SimpleNamespace(spellings=[*spellings, *(f"qa{k}b" for k in range(9))])
    split = SimpleNamespace(train=[*range(1_000), 0], test=range(1_000, 1_009))
    monkeypatch.setattr("core.names.data.split_for", lambda config: (data, split))
    module._seen.cache_clear()
    yield NamesConfig(dataset="made-up")
    module._seen.cache_clear()


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("abcd", []),
        ("xabc", []),
        ("abyy", ["Only 4 of 1,000 training names have “y”."]),
        ("qabc", ["Only 0 of 1,000 training names have “q”."]),
        ("ab-c", ["Only 1 of 1,000 training names have a hyphen."]),
        ("a'b ", ["Only 0 of 1,000 training names have an apostrophe.",
                  "Only 0 of 1,000 training names have a space."]),
        ("a", ["Only 0 of 1,000 training names have 1 letter or fewer."]),
        ("ab", ["Only 0 of 1,000 training names have 2 letters or fewer."]),
        ("abc", []),
        ("abcde", ["Only 4 of 1,000 training names have 5 letters or more."]),
        ("abcdea", ["Only 4 of 1,000 training names have 6 letters or more."]),
        ("abcdeab", ["Only 0 of 1,000 training names have 7 letters or more."]),
    ],
)  # fmt: skip
def test_what_training_hardly_saw_is_said(
    config: NamesConfig, letters: str, said: list[str]
) -> None:
    assert hardly_seen(config, letters) == said
