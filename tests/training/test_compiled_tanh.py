"""Tanh and the sigmoid as quotients of polynomials, against NumPy's in double precision."""

import numpy as np
import pytest

from core.training.compiled_tanh import sigmoid, tanh
from core.training.compiler import compiled


@compiled
def _both(x: np.ndarray, y: np.ndarray, s: np.ndarray) -> None:
    for k in range(len(x)):
        a, b = tanh(x[k]), sigmoid(x[k])
        y[k] = a
        s[k] = b


def both(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    y, s = np.empty_like(x), np.empty_like(x)
    _both(x, y, s)
    return y.astype(np.float64), s.astype(np.float64)


def test_they_are_right_to_float32() -> None:
    x = np.concatenate([np.linspace(-12, 12, 20_001), np.logspace(-30, 0, 1_001)])
    x = x.astype(np.float32)
    y, s = both(x)
    exact = x.astype(np.float64)
    np.testing.assert_allclose(y, np.tanh(exact), rtol=4e-7, atol=0)
    np.testing.assert_allclose(s, 1 / (1 + np.exp(-exact)), atol=2e-7)
    assert np.abs(y).max() <= 1 and 0 <= s.min() <= s.max() <= 1


def test_what_is_no_number_or_beyond_all_of_them() -> None:
    y, s = both(np.array([np.nan, np.inf, -np.inf, 1e30, -1e30, 0], np.float32))
    assert np.isnan(y[0]) and np.isnan(s[0])
    assert y[1:].tolist() == pytest.approx([1, -1, 1, -1, 0], abs=1e-7)
    assert s[1:].tolist() == pytest.approx([1, 0, 1, 0, 0.5], abs=1e-7)
