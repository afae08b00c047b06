"""One drawing, many networks: all of a learner's, and one as it was through time."""

import numpy as np
import pytest

from core.digits.insight.activations import activations
from core.insight.all_networks import ask_all
from core.insight.snapshots import through_time
from core.runs.predict import network_at
from tests.insight.conftest import Certain

PICTURE = np.random.default_rng(0).random((28, 28), np.float32)
TINY = 1e-9


def share(**digits: float) -> list[float]:
    """Probabilities by name: d3=0.5."""
    return [digits.get(f"d{k}", TINY) for k in range(10)]


def test_who_disagrees_comes_first(certain: Certain) -> None:
    same = [certain(f"four {k}", share(d4=0.9, d9=0.1)) for k in range(2)]
    other = certain("nine", share(d4=0.3, d9=0.7))
    found, problems = ask_all([*same, other], PICTURE)
    assert problems == []
    # The mean is 0.7 and 0.3, from which 0.4 and 0.2 would have to move.
    assert [o.run.title for o in found] == ["nine", "four 0", "four 1"]
    assert [o.disagreement for o in found] == pytest.approx([0.4, 0.2, 0.2], abs=1e-5)
    assert [o.best for o in found] == [9, 4, 4]
    assert found[0].probabilities == pytest.approx(share(d4=0.3, d9=0.7), abs=1e-6)


def test_one_that_cannot_be_read_does_not_silence_the_others(certain: Certain) -> None:
    good, bad = certain("good", share(d1=1.0)), certain("bad", share(d1=1.0))
    (bad.path / "model.safetensors").write_bytes(b"no weights")
    found, problems = ask_all([bad, good], PICTURE)
    assert [o.run.title for o in found] == ["good"]
    assert len(problems) == 1 and "run bad are damaged" in problems[0]
    assert ask_all([], PICTURE) == ([], [])


def test_every_snapshot_has_its_own_answer(certain: Certain) -> None:
    run = certain(
        "learner",
        share(d7=1.0),
        {20: share(d7=0.8, d1=0.2), 0: share(d1=1.0), 3: share(d1=0.6, d7=0.4)},
        {2: 0.25, 10: 0.5},
    )
    moments = through_time(run, PICTURE, 0)
    assert [m.step for m in moments] == [0, 3, 20]
    assert [m.tested for m in moments] == [None, 0.25, 0.5]
    assert [m.probabilities[7] for m in moments] == pytest.approx([0, 0.4, 0.8], abs=1e-5)
    for moment, path in zip(moments, run.snapshots(), strict=True):
        conv = activations(network_at(run, path), PICTURE).convs[0]
        assert (moment.weight == conv.weight).all() and (moment.maps == conv.before).all()
    assert (moments[0].weight != moments[1].weight).any()


def test_a_lost_snapshot_is_left_out(certain: Certain) -> None:
    run = certain("learner", share(d7=1.0), {0: share(d1=1.0), 5: share(d7=1.0)})
    (run.path / "snapshots" / "0.safetensors").write_bytes(b"torn")
    assert [m.step for m in through_time(run, PICTURE, 0)] == [5]
    assert through_time(certain("new", share(d7=1.0)), PICTURE, 0) == []
