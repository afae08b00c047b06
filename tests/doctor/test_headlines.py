"""Headlines of diagnoses: which still hold, and which make answers wrong."""

from core.doctor import headlines
from core.doctor.headlines import serious, standing, title

NEVER = [[4, 0], [4, 0]]
BOTH = [[4, 0], [3, 1]]


def diagnosis(code: str) -> dict[str, object]:
    return {"code": code}


def test_a_code_of_a_later_version_is_its_own_title() -> None:
    assert title("at-chance") == "Stuck at chance"
    assert title("later") == "later"


def test_serious_diagnoses_come_first_else_the_order_stays() -> None:
    found = [diagnosis(c) for c in ("overfitting", "dead-relu", "rate-too-low", "at-chance")]
    assert [d["code"] for d in standing(found, BOTH)] == [
        "dead-relu",
        "at-chance",
        "overfitting",
        "rate-too-low",
    ]
    assert [serious(d) for d in found] == [False, True, False, True]
    assert serious(diagnosis("later")), "what is not known may be grave"


def test_a_class_that_was_learned_after_all_is_not_missed() -> None:
    found = [diagnosis("class-never-predicted"), diagnosis("dead-relu")]
    assert standing(found, BOTH) == found[1:]
    assert standing(found, NEVER) == found
    assert standing(found, None) == found


def test_every_harmless_code_has_a_title() -> None:
    assert set(headlines.HARMLESS) < set(headlines.TITLES)
