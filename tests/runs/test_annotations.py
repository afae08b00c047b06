"""A run's note and tags: kept in its directory, whatever else lies there."""

import pytest

from core.errors import RunError
from core.runs import annotations
from core.runs.annotations import Annotations
from tests.hostile import NO_OBJECTS
from tests.runs.folders import finished


def test_what_is_written_is_read_and_taken_back() -> None:
    run = finished()
    assert annotations.read(run) == Annotations() and not annotations.read(run)
    annotations.write(run, " 9 channels\nare enough ", ("a b", "ü"))
    assert annotations.read(run) == Annotations("9 channels\nare enough", ("a b", "ü"))
    annotations.write(run, "", ())
    assert not (run.path / annotations.FILE).exists()
    annotations.write(run, "", ())


@pytest.mark.parametrize(
    "content",
    [*NO_OBJECTS, b'{"note": 3, "tags": []}', b'{"note": "", "tags": [1]}', b'{"note": "x"}'],
)
def test_a_file_of_something_else_is_none(content: bytes) -> None:
    run = finished()
    (run.path / annotations.FILE).write_bytes(content)
    assert not annotations.read(run)


def test_tags_as_they_are_typed() -> None:
    assert annotations.tags_of(" #a , b  c,, a,# ") == ("a", "b c")


@pytest.mark.parametrize(
    ("note", "tags", "said"),
    [
        ("x" * 4001, (), "at most 4,000 characters; this one has 4,001"),
        ("", map(str, range(13)), "at most 12 tags; these are 13"),
        ("", ["x" * 31], "at most 30 characters; 'x"),
    ],
)
def test_what_is_too_long_is_refused_and_nothing_is_lost(
    note: str, tags: list[str], said: str
) -> None:
    run = finished()
    annotations.write(run, "before", ("kept",))
    with pytest.raises(RunError, match=said):
        annotations.write(run, note, tags)
    assert annotations.read(run) == Annotations("before", ("kept",))


def test_the_longest_that_may_be_is_kept() -> None:
    run = finished()
    tags = tuple(f"{k:030}" for k in range(12))
    annotations.write(run, "ü" * 4000, tags)
    assert annotations.read(run) == Annotations("ü" * 4000, tags)


def test_a_run_that_was_deleted_is_a_sentence() -> None:
    run = finished()
    run.delete()
    with pytest.raises(RunError, match="could not be kept"):
        annotations.write(run, "too late", ())
