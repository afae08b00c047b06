"""Disputed labels of MNIST's test images: of those put to five people each, the ones whose label found no
majority.

Source: C. G. Northcutt, A. Athalye and J. Mueller, "Pervasive Label Errors in Test Sets Destabilize Machine
Learning Benchmarks" (NeurIPS 2021, Datasets and Benchmarks); their votes are published in the repository
cleanlab/label-errors under the Apache licence 2.0. A hundred suspects were asked about.
"""

from core.problem import Votes

_ROWS = (  # image, its label, the label proposed, and how many said the one, the other, neither
    (947, 8, 9, 0, 5, 0),
    (1621, 0, 6, 2, 3, 0),
    (1901, 9, 4, 2, 3, 0),
    (2130, 4, 9, 2, 2, 1),
    (2462, 2, 0, 0, 4, 1),
    (2597, 5, 3, 0, 4, 1),
    (2654, 6, 1, 0, 2, 3),
    (3520, 6, 4, 2, 0, 3),
    (3558, 5, 0, 1, 4, 0),
    (5937, 5, 3, 1, 3, 1),
    (6651, 0, 6, 0, 5, 0),
    (6783, 1, 6, 2, 3, 0),
    (8527, 4, 9, 2, 2, 1),
    (9679, 6, 3, 2, 0, 3),
    (9729, 5, 6, 2, 3, 0),
)
DISPUTED = {image: Votes(*votes) for image, *votes in _ROWS}
"""Test image -> what people said."""
