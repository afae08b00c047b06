"""Transliteration tables, written as text so that a table of letters reads as one."""


def letter_table(text: str) -> dict[str, str]:
    """ "ж:zh ь:" -> {"ж": "zh", "ь": ""}."""
    return dict(pair.split(":") for pair in text.split())
