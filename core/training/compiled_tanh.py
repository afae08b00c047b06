"""Tanh and the sigmoid, compiled: a quotient of polynomials, which takes many numbers at once.

A library's tanh is called for one number after another, 5 to 10 ns each; multiplications and one
division go through 16 numbers in little more. Over |x| <= 9.01, beyond which tanh is 1 to a float32,

    tanh x = x (1 + p_1 x^2 + ... + p_4 x^8) / (1 + q_1 x^2 + ... + q_4 x^8)

with coefficients fitted to the smallest largest relative error, 2.1e-8 (least squares, whose weights
grow where the error is large: C. L. Lawson, 1961). In float32 it is right to 4e-7 of its value.
"""

import numpy as np

from core.training.compiler import inlined

LARGEST, ONE, HALF = np.float32(9.01), np.float32(1), np.float32(0.5)
P1, P2 = np.float32(0.13380371), np.float32(0.0034948103)
P3, P4 = np.float32(2.059626e-05), np.float32(1.333683e-08)
Q1, Q2 = np.float32(0.46713686), np.float32(0.025874024)
Q3, Q4 = np.float32(0.00032843617), np.float32(7.7692755e-07)


@inlined
def tanh(x: np.float32) -> np.float32:
    """Of a float32. What is no number stays none: of two numbers that are compared, it is never the one
    taken."""
    least = LARGEST if x > LARGEST else x
    a = -LARGEST if least < -LARGEST else least
    u = a * a
    over = ONE + u * (P1 + u * (P2 + u * (P3 + u * P4)))
    under = ONE + u * (Q1 + u * (Q2 + u * (Q3 + u * Q4)))
    y = a * over / under
    most = ONE if y > ONE else y
    return -ONE if most < -ONE else most


@inlined
def sigmoid(x: np.float32) -> np.float32:
    """1 / (1 + exp(-x)), right to 2e-7."""
    return HALF + HALF * tanh(HALF * x)
