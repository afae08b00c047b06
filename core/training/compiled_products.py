"""Products of matrices, compiled, where one of them is a stretch of the columns of a wider one.

All three are rows added or multiplied (`core.training.compiled_rows`), the longest at hand in the innermost
loop; each adds to what is there. With D = d[:, at : at + g], of n rows, n a multiple of 4:

    add_product                 D += a b          the forward pass of a layer, weights b (k, g)
    add_product_transposed      y += D b'         its gradient by what came in
    add_outer_product           w += a' D         its gradient by the weights
"""

import numpy as np
from numpy.typing import NDArray

from core.training.compiled_rows import add_rows, multiply_rows
from core.training.compiler import compiled

Array = NDArray[np.float32]


@compiled
def add_product(a: Array, b: Array, d: Array, at: int) -> None:
    """d[:, at : at + g] += a b, of a (n, k) and b (k, g)."""
    k, g = b.shape
    end = at + g
    w = np.empty(12, np.float32)
    for i in range(0, len(a), 4):
        d0, d1, d2, d3 = d[i, at:end], d[i + 1, at:end], d[i + 2, at:end], d[i + 3, at:end]
        for j in range(0, k, 3):
            p, q = min(j + 1, k - 1), min(j + 2, k - 1)
            for c in range(4):
                w[3 * c] = a[i + c, j]
                w[3 * c + 1] = a[i + c, p] if j + 1 < k else np.float32(0)
                w[3 * c + 2] = a[i + c, q] if j + 2 < k else np.float32(0)
            add_rows(g, w, d0, d1, d2, d3, b[j], b[p], b[q])


@compiled
def add_product_transposed(d: Array, at: int, b: Array, y: Array) -> None:
    """y (n, k) += d[:, at : at + g] b', of b (k, g)."""
    k, g = b.shape
    end = at + g
    w = np.empty(12, np.float32)
    for i in range(0, len(y), 4):
        d0, d1, d2, d3 = d[i, at:end], d[i + 1, at:end], d[i + 2, at:end], d[i + 3, at:end]
        for j in range(0, k, 3):
            p, q = min(j + 1, k - 1), min(j + 2, k - 1)
            w[:] = 0
            multiply_rows(g, w, d0, d1, d2, d3, b[j], b[p], b[q])
            for c in range(4):
                for more in range(min(3, k - j)):
                    y[i + c, j + more] += w[3 * c + more]


@compiled
def add_outer_product(a: Array, d: Array, at: int, w: Array) -> None:
    """w (k, g) += a' d[:, at : at + g], of a (n, k); w has as many rows more as make k a multiple of 4."""
    n, k = a.shape
    g = w.shape[1]
    end = at + g
    v = np.empty(12, np.float32)
    for j in range(0, k, 4):
        for i in range(0, n, 3):
            p, q = min(i + 1, n - 1), min(i + 2, n - 1)
            for c in range(4):
                column = min(j + c, k - 1)  # the rows of w behind the last are never read
                v[3 * c] = a[i, column]
                v[3 * c + 1] = a[p, column] if i + 1 < n else np.float32(0)
                v[3 * c + 2] = a[q, column] if i + 2 < n else np.float32(0)
            add_rows(
                g, v, w[j], w[j + 1], w[j + 2], w[j + 3], d[i, at:end], d[p, at:end], d[q, at:end]
            )
