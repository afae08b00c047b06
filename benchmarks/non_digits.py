"""How many drawings that are no digits are told from digits: python -m benchmarks.non_digits [--run ID]
[--count 312] [--seed 0] [--refused 0.02]

Letters, shapes (smileys among them) and scribbles are drawn as strokes, each a little differently every
time, and read by the network that ships or by a run. Prints of each kind how many are stranger than all but
that share of test digits (`core.insight.familiarity`), by distance in the network and by the data set's
detector side by side, with 95 % intervals; which are mostly taken for digits by the detector; and how many
digits that are drawn as strokes are refused. Letters that are drawn like digits (O, I, S, Z, L) count;
a line leaves them out. Nothing here was used to make the detector.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from string import ascii_lowercase

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from core.digits.drawing import Stroke
from core.digits.preprocessing import Drawing
from core.digits.problem import batch
from core.insight.familiarity import REFUSED, Familiarity, by_distance, familiarity
from core.insight.held_out import held_out
from core.problems import problem
from core.runs import listing
from core.runs.shipped import shipped
from core.runs.store import Run
from core.statistics.intervals import wilson
from tests.digits.strokes import drawing

Lines = list[list[tuple[float, float]]]


def arc(
    x: float, y: float, rx: float, ry: float, start: float, end: float, n: int = 16
) -> list[tuple[float, float]]:
    """Points of an ellipse, angles in turns from the right, clockwise."""
    t = np.linspace(start, end, n) * 2 * np.pi
    return [(x + rx * float(np.cos(a)), y + ry * float(np.sin(a))) for a in t]


LETTERS: dict[str, Lines] = {
    "A": [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.6), (0.8, 0.6)]],
    "B": [[(0, 0), (0, 1)], [(0, 0), *arc(0.3, 0.25, 0.4, 0.25, -0.25, 0.25), (0, 0.5)],
          [(0, 0.5), *arc(0.35, 0.75, 0.5, 0.25, -0.25, 0.25), (0, 1)]],
    "C": [arc(0.5, 0.5, 0.5, 0.5, -0.12, -0.88)],
    "D": [[(0, 0), (0, 1)], [(0, 0), *arc(0.2, 0.5, 0.7, 0.5, -0.25, 0.25), (0, 1)]],
    "E": [[(0.8, 0), (0, 0), (0, 1), (0.8, 1)], [(0, 0.5), (0.6, 0.5)]],
    "F": [[(0.8, 0), (0, 0), (0, 1)], [(0, 0.5), (0.6, 0.5)]],
    "G": [[*arc(0.5, 0.5, 0.5, 0.5, -0.12, -1), (0.55, 0.5)]],
    "H": [[(0, 0), (0, 1)], [(0.8, 0), (0.8, 1)], [(0, 0.5), (0.8, 0.5)]],
    "I": [[(0.5, 0), (0.5, 1)]],
    "J": [[(0.7, 0), *arc(0.4, 0.75, 0.3, 0.25, 0, 0.5)]],
    "K": [[(0, 0), (0, 1)], [(0.8, 0), (0, 0.5), (0.8, 1)]],
    "L": [[(0, 0), (0, 1), (0.7, 1)]],
    "M": [[(0, 1), (0, 0), (0.5, 0.6), (1, 0), (1, 1)]],
    "N": [[(0, 1), (0, 0), (0.8, 1), (0.8, 0)]],
    "O": [arc(0.5, 0.5, 0.45, 0.5, 0, 1, 24)],
    "P": [[(0, 1), (0, 0), *arc(0.3, 0.28, 0.4, 0.28, -0.25, 0.25), (0, 0.56)]],
    "Q": [arc(0.5, 0.5, 0.45, 0.5, 0, 1, 24), [(0.6, 0.7), (1, 1.05)]],
    "R": [[(0, 1), (0, 0), *arc(0.3, 0.28, 0.4, 0.28, -0.25, 0.25), (0, 0.56), (0.8, 1)]],
    "S": [[*arc(0.5, 0.27, 0.4, 0.25, -0.05, -0.75), *arc(0.5, 0.75, 0.4, 0.25, -0.25, 0.45)]],
    "T": [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]],
    "U": [[(0, 0), *arc(0.4, 0.65, 0.4, 0.35, 0.5, 0), (0.8, 0)]],
    "V": [[(0, 0), (0.5, 1), (1, 0)]],
    "W": [[(0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)]],
    "X": [[(0, 0), (0.9, 1)], [(0.9, 0), (0, 1)]],
    "Y": [[(0, 0), (0.5, 0.5), (1, 0)], [(0.5, 0.5), (0.5, 1)]],
    "Z": [[(0, 0), (0.9, 0), (0, 1), (0.9, 1)]],
}  # fmt: skip
SHAPES: dict[str, Lines] = {
    "smiley": [arc(0.5, 0.5, 0.5, 0.5, 0, 1, 32), [(0.33, 0.33), (0.33, 0.4)], [(0.67, 0.33), (0.67, 0.4)],
               arc(0.5, 0.55, 0.28, 0.22, 0.03, 0.47)],
    "sad": [arc(0.5, 0.5, 0.5, 0.5, 0, 1, 32), [(0.33, 0.35), (0.33, 0.4)], [(0.67, 0.35), (0.67, 0.4)],
            arc(0.5, 0.8, 0.25, 0.18, 0.53, 0.97)],
    "square": [[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]],
    "triangle": [[(0.5, 0), (1, 0.9), (0, 0.9), (0.5, 0)]],
    "star": [[(0.5 + 0.5 * float(np.sin(a)), 0.5 - 0.5 * float(np.cos(a)))
              for a in np.arange(6) * 0.8 * np.pi]],
    "house": [[(0, 1), (0, 0.45), (0.5, 0), (1, 0.45), (1, 1), (0, 1)],
              [(0.4, 1), (0.4, 0.7), (0.6, 0.7), (0.6, 1)]],
    "plus": [[(0.5, 0), (0.5, 1)], [(0, 0.5), (1, 0.5)]],
    "arrow": [[(0, 0.5), (1, 0.5)], [(0.65, 0.2), (1, 0.5), (0.65, 0.8)]],
    "spiral": [[(0.5 + 0.5 * r * float(np.cos(14 * r)), 0.5 + 0.5 * r * float(np.sin(14 * r)))
                for r in np.linspace(0.05, 1, 50)]],
    "heart": [[(0.5 + 16 * float(np.sin(t)) ** 3 / 34,
                0.45 - (13 * float(np.cos(t)) - 5 * float(np.cos(2 * t)) - 2 * float(np.cos(3 * t))
                        - float(np.cos(4 * t))) / 34)
               for t in np.linspace(0, 2 * np.pi, 32)]],
    "waves": [[(x, 0.5 + 0.2 * float(np.sin(20 * x))) for x in np.linspace(0, 1, 40)]],
    "grid": [[(0.33, 0), (0.33, 1)], [(0.67, 0), (0.67, 1)],
             [(0, 0.33), (1, 0.33)], [(0, 0.67), (1, 0.67)]],
}  # fmt: skip


def scribble(rng: np.random.Generator) -> Lines:
    """A pen that goes to and fro without an aim."""
    at, way, points = np.array([0.5, 0.5]), rng.normal(0, 0.1, 2), []
    for _ in range(int(rng.integers(40, 90))):
        way = 0.8 * way + rng.normal(0, 0.06, 2) + 0.05 * (0.5 - at)
        at = np.clip(at + way, 0, 1)
        points.append((float(at[0]), float(at[1])))
    return [points]


LIKE_DIGITS = "OISZL"
"""Letters that are drawn like 0, 1, 5, 2 and some people's 6 or 1: no one could refuse them by sight."""
JUMBLES = 1_000
KINDS = ("letter", "shape", "scribble")
HOW = "by distance", "by the detector"


def drawn(lines: Lines, rng: np.random.Generator) -> list[Stroke]:
    """Lines in a unit square as strokes on the pad: leaning, at a size and with a hand of their own."""
    angle, wide = rng.uniform(-0.2, 0.2), rng.uniform(0.7, 1.1)
    size = rng.uniform(0.45, 0.75)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    width, found = float(rng.uniform(0.05, 0.09)), []
    for line in lines:
        points = (np.array(line, float) - 0.5) * [wide, 1] + rng.normal(0, 0.02, (len(line), 2))
        found.append(Stroke([(float(x), float(y)) for x, y in 0.5 + size * points @ turn.T], width))
    return found


def non_digits(count: int, seed: int = 0) -> list[tuple[str, str, list[Stroke]]]:
    """Kind, name and strokes of so many drawings: letters, shapes and scribbles in turn."""
    rng = np.random.default_rng(seed)
    found = []
    for k in range(count):
        kind = KINDS[k % 3]
        if kind == "scribble":
            name, lines = "scribble", scribble(rng)
        else:
            known = LETTERS if kind == "letter" else SHAPES
            name = list(known)[(k // 3) % len(known)]
            lines = known[name]
        found.append((kind, name, drawn(lines, rng)))
    return found


def columns(run: Run, tested: Sequence[Familiarity], refused: float) -> list[float]:
    """Print at which price a share of test items is refused, by distance and by the detector."""
    right, limits = held_out(run).right, []
    for how, known in zip(HOW, tested, strict=True):
        limits.append(limit := known.threshold(refused))
        saved, wrong = known.saved(right, limit)
        print(f"{run.title}, {how}: beyond {limit:.3f} lie {(known.tested > limit).mean():.1%} of "
              f"{len(known.tested):,} test items, {saved} of {wrong} mistakes among them")  # fmt: skip
    return limits


def jumbles(seed: int, refused: float) -> None:
    """How many jumbles of letters the names network that ships takes for unlike all that it learned."""
    run, draw = shipped("names"), random.Random(seed)
    tested = by_distance(run), familiarity(run)
    limits = columns(run, tested, refused)
    made = ["".join(draw.choices(ascii_lowercase, k=draw.randint(4, 9))) for _ in range(JUMBLES)]
    given = [problem("names").read(each, run.config).arrays for each in made]
    far = [[float(known.of(*each)[0]) for each in given] for known in tested]
    _line("jumbles of 4 to 9 letters", [np.array(f) > t for f, t in zip(far, limits, strict=True)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", help="a run of digits; the network that ships, unless said")
    parser.add_argument("--count", type=int, default=312)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--refused", type=float, default=REFUSED, help="share of test digits")
    args = parser.parse_args()
    run = listing.find(args.run) if args.run else shipped("digits")
    drawings = non_digits(args.count, args.seed)
    seen = [Drawing.of_strokes(strokes).seen(Drawing.steps) for _, _, strokes in drawings]
    tested, pictures = (by_distance(run), familiarity(run)), batch(np.stack(seen))
    limits = columns(run, tested, args.refused)
    refused = [known.of(pictures) > limit for known, limit in zip(tested, limits, strict=True)]
    kinds = np.array([kind for kind, _, _ in drawings])
    like = np.array([kind == "letter" and name in LIKE_DIGITS for kind, name, _ in drawings])
    for kind in KINDS:
        _line(f"{kind}s", [found[kinds == kind] for found in refused])
    _line("all", refused)
    _line(f"all but {', '.join(LIKE_DIGITS)}", [found[~like] for found in refused])
    names = sorted({name for _, name, _ in drawings})
    of_name = {n: refused[1][[m == n for _, m, _ in drawings]] for n in names}
    fooled = [n for n, found in of_name.items() if found.mean() < 0.5]
    print(f"mostly taken for digits: {', '.join(fooled) or 'none'}")
    chance = random.Random(args.seed)
    digits = [drawing(k % 10, k // 10, seed=chance.randrange(10**6)) for k in range(args.count)]
    seen = [Drawing.of_strokes(strokes).seen(Drawing.steps) for strokes in digits]
    given = batch(np.stack(seen))
    _line("digits drawn the same way",
          [known.of(given) > limit for known, limit in zip(tested, limits, strict=True)])  # fmt: skip
    if not args.run:
        jumbles(args.seed, args.refused)


def _line(what: str, refused: Sequence[np.ndarray]) -> None:
    by_how = []
    for how, found in zip(HOW, refused, strict=True):
        low, high = wilson(int(found.sum()), len(found))
        by_how.append(f"{how} {found.sum():4} ({found.mean():.0%}, {low:.0%} to {high:.0%})")
    print(f"{what:26} refused of {len(refused[0]):4}: {', '.join(by_how)}")


if __name__ == "__main__":
    main()
