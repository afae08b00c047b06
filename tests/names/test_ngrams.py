"""Counting letter n-grams: the recorded answers, and what each n-gram of a name adds."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score

from core.errors import DataError
from core.names import data, ngrams
from core.names.config import NamesConfig
from core.names.problem import NAMES


def test_n_grams_of_a_name_stand_between_its_ends() -> None:
    assert ngrams.grams("li") == ["^", "l", "i", "$", "^l", "li", "i$", "^li", "li$"]


@pytest.fixture(scope="module")
def learned() -> tuple[ngrams.Counting, TfidfVectorizer, LogisticRegression, data.Surnames]:
    """Counting learned anew, on every tenth of the shipped surnames."""
    names = data.load("surnames")
    rows = np.arange(0, len(names.spellings), 10)
    some = [names.spellings[k] for k in rows]
    count = TfidfVectorizer(analyzer=ngrams.grams)
    regression = LogisticRegression(C=8, class_weight="balanced", max_iter=300)
    regression.fit(count.fit_transform(some), names.labels[rows])
    counting = ngrams.Counting.of(
        names.fingerprint,
        np.zeros(len(names.spellings), np.uint8),
        list(count.get_feature_names_out()),
        count.idf_,
        regression.coef_.T,
        regression.intercept_,
    )
    return counting, count, regression, names


def test_the_parts_of_a_name_sum_to_what_the_regression_says(learned) -> None:  # type: ignore[no-untyped-def]
    counting, count, regression, names = learned
    for name in (names.spellings[3], names.spellings[7777], "o'neill", "van den berg", "qqq"):
        expected = regression.predict_proba(count.transform([name]))[0]
        assert np.abs(counting.probabilities(name) - expected).max() < 0.02
        found, parts = counting.contributions(name)
        assert parts.shape == (len(found), len(names.languages))
        assert set(found) <= set(ngrams.grams(name))
        scores = parts.sum(0) + counting.bias
        assert scores.argmax() == counting.probabilities(name).argmax()


def test_scores_beyond_what_exp_can_hold_are_probabilities_too(learned) -> None:  # type: ignore[no-untyped-def]
    counting, *_ = learned
    sure = replace(counting, bias=counting.bias + 1000)
    assert sure.probabilities("kim") == pytest.approx(counting.probabilities("kim"), abs=1e-3)


def test_it_comes_back_from_its_file(learned, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    counting, *_, names = learned
    folder = tmp_path / "made" / "too"
    ngrams.save(counting, folder / "a.npz")
    ngrams.save(counting, folder / "b.npz")
    assert (folder / "a.npz").read_bytes() == (folder / "b.npz").read_bytes()
    kept = ngrams.load(folder / "a.npz")
    assert kept.index == counting.index
    for name in names.spellings[::4000]:
        assert np.allclose(kept.probabilities(name), counting.probabilities(name), atol=5e-3)


def test_what_ships_was_learned_from_the_surnames_that_ship() -> None:
    """Where these change: python scripts/build_baselines.py"""
    names = data.load("surnames")
    counting = ngrams.counting_of(names)
    assert counting is not None
    assert counting.said.shape == names.labels.shape


@pytest.mark.parametrize("test", [0.15, 100])
def test_a_baseline_answers_the_very_names_that_a_run_is_tested_on(test: float) -> None:
    config = NamesConfig(test=test, seed=3)
    (simple,) = NAMES.baselines(config)
    held = NAMES.test_set(config)
    assert (simple.truth == held.labels).all()
    score = simple.score()
    assert score["n"] == len(held.labels)
    assert score["accuracy"] == (simple.said == held.labels).mean()
    present = np.unique(simple.truth)
    shares = recall_score(simple.truth, simple.said, labels=present, average=None, zero_division=0)
    assert score["balanced_accuracy"] == pytest.approx(np.mean(shares))


def test_other_surnames_have_no_baseline(tiny: str) -> None:
    assert NAMES.baselines(NamesConfig(dataset=tiny)) == ()


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(b"PK\x03\x04 half of it")
    for path in (tmp_path / "x.npz", tmp_path / "nowhere.npz"):
        with pytest.raises(DataError, match=r"missing or damaged.*git checkout"):
            ngrams.load(path)
