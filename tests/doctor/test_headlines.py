"""Headlines of diagnoses: which still hold, and which make answers wrong."""

from core.doctor.headlines import serious, standing

NEVER = [[4, 0], [4, 0]]
BOTH = [[4, 0], [3, 1]]


def diagnosis(code: str) -> dict[str, object]:
    return {"code": code}


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
