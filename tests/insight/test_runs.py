"""What is computed from a run's whole data: its answers, neighbours, trust and mistakes."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.digits.config import DigitsConfig
from core.errors import DataError, RunError
from core.insight import mistakes
from core.insight.held_out import HeldOut, held_out, names_of
from core.insight.neighbours import nearest
from core.names import data as names_data
from core.names.config import CELLS, NamesConfig
from core.names.insight import rare_letters
from core.names.model import build
from core.names.surname_rnn import SurnameRNN
from core.names.text import encode
from core.runs import store, worker
from core.runs.predict import network_of
from core.runs.store import Run
from core.statistics import calibration
from tests.runs.trained import small


def trained(tiny: str, **changes: object) -> Run:
    run = store.create(small(steps=60, dropout=0.0, **changes))
    assert worker.work(run.path) == "finished"
    return Run(run.path)


def answers(truth: list[int], probabilities: list[list[float]]) -> HeldOut:
    return HeldOut(np.arange(len(truth)), np.array(truth), np.array(probabilities))


@pytest.mark.parametrize("cell", ["linear", "gru"])
def test_a_run_is_tested_as_it_was_when_it_trained(tiny: str, cell: str) -> None:
    run = trained(tiny, cell=cell)
    found, result = held_out(run), run.result()
    assert result is not None
    assert found.confusion.tolist() == result["confusion"]
    assert found.probabilities.sum(1) == pytest.approx(1)
    data, split = names_of(run)
    assert found.items.tolist() == split.test.tolist()
    assert found.truth.tolist() == data.labels[split.test].tolist()


def test_digits_are_tested_with_one_softmax() -> None:
    config = DigitsConfig(
        conv_layers=1, channels=2, hidden=8, train_size=640, epochs=1, head="softmax"
    )
    run = store.create(config)
    assert worker.work(run.path) == "finished"
    found, result = held_out(Run(run.path)), Run(run.path).result()
    assert result is not None
    assert found.confusion.tolist() == result["confusion"]
    assert found.probabilities.sum(1) == pytest.approx(1)
    nobody = np.zeros(len(found.truth), dtype=bool)
    lines = mistakes.mistakes_csv(Run(run.path), found, nobody).splitlines()
    assert len(lines) == 1 + int((~found.right).sum())
    k = int(np.flatnonzero(~found.right)[0])
    assert lines[1].startswith(
        f"{k},{found.truth[k]},{found.said[k]},{found.confidence[k]:.4f}"[:-1]
    )
    assert mistakes.others_of(Run(run.path)) == []


def test_answers_are_kept_until_the_weights_change(tiny: str, own_cache: Path) -> None:
    from core.names import download
    from tests.tiny import FILES

    download.add_files("tiny", FILES)
    run = trained("tiny")
    first = held_out(run)
    assert held_out(run) is first
    kept = list((own_cache / "held-out").iterdir())
    assert len(kept) == 1
    weights = run.path / "model.safetensors"
    os.utime(weights, ns=(1, 1))
    assert held_out(run) is not first
    assert [p for p in (own_cache / "held-out").iterdir() if p in kept] == []
    kept[0].write_bytes(b"torn")
    os.utime(weights, ns=(2, 2))
    (own_cache / "held-out" / f"{run.id}-2.npz").write_bytes(b"torn")
    assert held_out(run).confusion.tolist() == first.confusion.tolist()


def test_a_changed_data_set_is_a_sentence(tiny: str) -> None:
    run = trained(tiny)
    store.write_json(run.path / "run.json", run.record | {"data": "another"})
    with pytest.raises(RunError, match=r"was changed after run .*\.$"):
        held_out(Run(run.path))
    with pytest.raises(RunError, match="no weights yet"):
        held_out(store.create(small()))


@pytest.mark.parametrize("cell", CELLS)
def test_final_states_are_those_of_each_name_alone(cell: str) -> None:
    net = build(NamesConfig(cell=cell, hidden_size=8), 3)
    names = ["ng", "kowalski", "x", "o'neil"]
    lengths = torch.tensor([len(n) for n in names])
    letters = torch.zeros(4, 8, dtype=torch.int64)
    for row, name in zip(letters, names, strict=True):
        row[: len(name)] = torch.from_numpy(encode(name))
    with torch.no_grad():
        alone = [net.read_letter_by_letter(torch.from_numpy(encode(n)))[1][-1] for n in names]
        together = net.final_states(letters, lengths)
    torch.testing.assert_close(together, torch.stack(alone))


def test_neighbours_are_the_nearest_training_names(tiny: str) -> None:
    run = trained(tiny)
    data, split = names_of(run)
    name = data.spellings[split.train[0]]
    net = network_of(run)
    assert isinstance(net, SurnameRNN)

    def state(spelling: str) -> np.ndarray:
        with torch.no_grad():
            return net.read_letter_by_letter(torch.from_numpy(encode(spelling)))[1][-1].numpy()

    here = state(name)
    found = nearest(run, name, most=3)
    others = {data.spellings[i] for i in split.train} - {name}
    by_distance = sorted((float(np.linalg.norm(state(s) - here)), s) for s in others)
    assert [n.distance for n in found] == pytest.approx([d for d, _ in by_distance[:3]], abs=1e-5)
    assert all(n.surname in others for n in found)
    assert found[0].languages == data.languages_of[found[0].surname]


def test_calibration_on_paper() -> None:
    confidence = np.array([0.95, 0.92, 0.55, 0.51, 0.12, 1.0])
    right = np.array([True, False, True, True, False, True])
    found = calibration.calibration(confidence, right)
    assert found.counts.tolist() == [0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
    assert found.accuracy[[1, 5, 9]].tolist() == [0, 1, pytest.approx(2 / 3)]
    assert found.confidence[[1, 5]].tolist() == [pytest.approx(0.12), pytest.approx(0.53)]
    assert np.isnan(found.accuracy[0])
    last = abs(2 / 3 - (0.95 + 0.92 + 1) / 3)
    assert found.error == pytest.approx((0.12 + 2 * 0.47 + 3 * last) / 6)
    assert [calibration.bin_of(p) for p in (0, 0.0999, 0.1, 0.55, 1)] == [0, 0, 1, 5, 9]


def test_what_training_hardly_saw(tiny: str) -> None:
    config = small()
    data, split = names_data.split_for(config)
    n = len({data.spellings[i] for i in split.train})
    said = rare_letters.hardly_seen(config, "quaba")
    assert said == [
        f"Only 0 of {n} training names have “q”.",
        f"Only 0 of {n} training names have “u”.",
    ]
    assert rare_letters.hardly_seen(config, "a-b'a b")[:3] == [
        f"Only 0 of {n} training names have {sign}."
        for sign in ("a hyphen", "an apostrophe", "a space")
    ]
    assert rare_letters.hardly_seen(config, "aba" * 6) == [
        f"Only 0 of {n} training names have 18 letters or more."
    ]
    assert rare_letters.hardly_seen(config, "a") == [
        f"Only 0 of {n} training names have 1 letter or fewer."
    ]
    assert rare_letters.hardly_seen(config, "balab") == []


def test_cells_and_mistakes_on_paper() -> None:
    found = answers(
        [0, 0, 0, 1, 1, 2],
        [[0.9, 0.1, 0], [0.4, 0.6, 0], [0.2, 0.8, 0], [0.1, 0.9, 0], [0, 0.45, 0.55], [1, 0, 0]],
    )
    assert found.confusion.tolist() == [[1, 2, 0], [0, 1, 1], [1, 0, 0]]
    assert mistakes.cell(found, 0, 1).tolist() == [2, 1]  # 80 % before 60 %
    assert mistakes.cell(found, 2, 2).tolist() == []
    assert mistakes.frequent(found) == [(0, 1, 2), (1, 2, 1), (2, 0, 1)]
    assert mistakes.torn(found).tolist() == [False, True, False, False, True, False]
    disputed = np.array([True, False, False, False, True, False])
    whose = mistakes.fault(found, disputed)
    assert (whose.mistakes, whose.disputed, whose.torn, whose.own) == (4, 1, 1, 2)


def test_mistakes_in_groups_the_surest_first() -> None:
    found = answers(
        [0, 0, 0, 1, 1],
        [[0.9, 0.1], [0.3, 0.7], [0.2, 0.8], [0.55, 0.45], [0.95, 0.05]],
    )
    found = replace(found, items=np.array([7, 8, 9, 11, 947]))  # people disagree on image 947
    run, disputed = store.create(DigitsConfig()), np.array([True, True, False, False, False])
    groups = mistakes.groups(run, found, disputed)
    assert {name: rows.tolist() for name, rows in groups.items()} == {
        "all": [4, 2, 1, 3], "own": [4, 2], "others": [1], "people": [4]
    }  # fmt: skip


def test_an_answer_that_stands_in_the_data_too(own_cache: Path) -> None:
    from core.names import download
    from tests.tiny import NAMES

    names = NAMES | {"Alphan": NAMES["Alphan"] + " zez kek"}
    files = {f"{k}.txt": v.replace(" ", "\n").encode() for k, v in names.items()}
    download.add_files("shared", files)
    run = trained("shared", dataset="shared", test=0.5)
    data, split = names_of(run)
    n = len(split.test)
    everyone_zetish = HeldOut(
        split.test, data.labels[split.test], np.tile([[0.1, 0.2, 0.7]], (n, 1))
    )
    found = mistakes.ambiguous(run, everyone_zetish)
    assert found is not None
    expected = ["Zetish" in data.languages_of[data.spellings[i]] for i in split.test]
    assert found.tolist() == expected
    assert any(expected) and not all(expected)


def test_runs_that_say_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = answers([0, 0, 1], [[0, 1], [1, 0], [1, 0]])
    others: dict[str, list[list[float]]]
    others = {"a": [[0, 1], [0, 1], [1, 0]], "b": [[0, 1], [1, 0], [0, 1]]}
    monkeypatch.setattr(mistakes, "held_out", lambda name: answers([0, 0, 1], others[name]))
    assert mistakes.say_so_too(mine, ["a", "b"]).tolist() == [2, 1, 1]  # type: ignore[list-item]


def test_an_unknown_test_image_is_a_sentence() -> None:
    from core.digits.data import test_image

    picture, digit = test_image("mnist", 0)
    assert picture.shape == (28, 28) and picture.max() == 1 and digit == "7"
    with pytest.raises(DataError, match="no image 10000"):
        test_image("mnist", 10_000)
