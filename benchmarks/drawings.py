"""How well drawings are read: python -m benchmarks.drawings [--run ID] [--count 600] [--seed 0]

Trains the quick preset, or takes a run, and has it read digits drawn with strokes, as the pad gets
them, MNIST's test digits set into larger pictures, as an upload brings them, pictures of every kind
in tests/digits/pictures.py, and the 8 x 8 digits of UCI. Prints how many were read right, with a 95 %
interval, and for the pictures how many of the same digits were read right as MNIST has them; then of
how many drawings it was noted that they are not one digit. Another seed draws other digits.
"""

import argparse
import io
import random
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from core import problems
from core.digits import data
from core.digits.config import DigitsConfig
from core.digits.drawing import SIDE, Ink, Stroke, normalise
from core.digits.model import probabilities
from core.digits.notes import notes_on, notes_on_strokes
from core.digits.picture import read_picture
from core.digits.preprocessing import Drawing
from core.errors import EmptyDrawing
from core.runs import listing, predict
from core.statistics.intervals import wilson
from tests.digits import pictures
from tests.digits.strokes import drawing

Strokes = list[Stroke]
Chance = random.Random

# The pad's pens are 0.02 to 0.14 of its side wide, 0.07 unless the user chooses another.
HOW: dict[str, Callable[[Chance], dict[str, Any]]] = {
    "drawn in the middle": lambda chance: {},
    "off-centre": lambda chance: {"size": 0.4, "place": anywhere(chance, 0.25)},
    "small": lambda chance: {"size": chance.uniform(0.15, 0.25), "place": anywhere(chance, 0.15)},
    "large": lambda chance: {"size": chance.uniform(0.85, 0.95)},
    "thick": lambda chance: {"width": 0.14},
    "thin": lambda chance: {"width": 0.02},
    "small and thick": lambda chance: {"size": 0.25, "width": 0.1},
    "turned by up to 20 degrees": lambda chance: {"turn": chance.uniform(-20, 20)},
}


def anywhere(chance: Chance, margin: float) -> tuple[float, float]:
    return chance.uniform(margin, 1 - margin), chance.uniform(margin, 1 - margin)


def with_a_dot(strokes: Strokes, chance: Chance) -> Strokes:
    """A click beside the digit, with the same pen."""
    return [*strokes, Stroke([(chance.choice((0.08, 0.92)), chance.random())], strokes[0].width)]


def with_a_gap(strokes: Strokes, chance: Chance) -> Strokes:
    """The pen left the paper for a twelfth of the longest stroke, somewhere in its middle half."""
    longest = max(strokes, key=lambda stroke: len(stroke.points))
    n = len(longest.points)
    at = chance.randint(n // 4, 3 * n // 4)
    parts = longest.points[:at], longest.points[at + max(1, n // 12) :]
    rest = [stroke for stroke in strokes if stroke is not longest]
    return [*rest, *(replace(longest, points=part) for part in parts if part)]


def in_haste(strokes: Strokes, chance: Chance) -> Strokes:
    """No more than ten points a stroke."""
    few = [np.unique(np.linspace(0, len(s.points) - 1, 10).round().astype(int)) for s in strokes]
    return [replace(s, points=[s.points[i] for i in k]) for s, k in zip(strokes, few, strict=True)]


def twice(strokes: Strokes, chance: Chance) -> Strokes:
    """Every stroke again, not quite in the same place."""
    x, y = chance.uniform(-0.02, 0.02), chance.uniform(-0.02, 0.02)
    return [*strokes, *moved(strokes, x, y)]


def over_the_edge(strokes: Strokes, chance: Chance) -> Strokes:
    """A tenth of the pad's side above its top or below its bottom."""
    ys = [y for stroke in strokes for _, y in stroke.points]
    return moved(strokes, 0, chance.choice((-0.1 - min(ys), 1.1 - max(ys))))


def moved(strokes: Strokes, x: float, y: float) -> Strokes:
    return [replace(s, points=[(a + x, b + y) for a, b in s.points]) for s in strokes]


SLIPS = {
    "with a dot beside it": with_a_dot,
    "with a gap": with_a_gap,
    "in haste, ten points a stroke": in_haste,
    "every stroke twice": twice,
    "over the edge of the pad": over_the_edge,
}


def in_a_picture(image: Ink, paper: int, pen: int, chance: np.random.Generator) -> Image.Image:
    """One of MNIST's (28, 28) anywhere on paper of any size, from a twelfth of its side to all."""
    width, height = chance.integers(200, 1201, 2).tolist()
    side = max(40, round(min(width, height) * chance.uniform(1 / 12, 1)))
    grown = Image.fromarray((image * 255).astype(np.uint8)).resize((side, side))
    picture = Image.new("L", (width, height), paper)
    at = (int(chance.integers(width - side + 1)), int(chance.integers(height - side + 1)))
    picture.paste(pen, (*at, at[0] + side, at[1] + side), mask=grown)
    return picture


def photo(image: Ink, chance: np.random.Generator) -> Image.Image:
    """The same as photographed: light that changes from one corner to another, and grain."""
    paper, pen = chance.integers((190, 20), (240, 90)).tolist()
    picture = in_a_picture(image, paper, pen, chance)
    corners = Image.fromarray(chance.uniform(0.5, 1, (2, 2)).astype(np.float32))
    light = np.asarray(corners.resize(picture.size, Image.Resampling.BICUBIC))
    grain = chance.normal(0, chance.uniform(2, 8), light.shape)
    return Image.fromarray((np.asarray(picture) * light + grain).clip(0, 255).astype(np.uint8))


PICTURES: dict[str, Callable[[Ink, np.random.Generator], Image.Image]] = {
    "dark on light": lambda image, chance: in_a_picture(image, 255, 0, chance),
    "light on dark": lambda image, chance: in_a_picture(image, 0, 255, chance),
    "photo: uneven light, grain": photo,
}


def one_digit(chance: np.random.Generator) -> Strokes:
    seed = int(chance.integers(2**31))
    return drawing(seed % 10, seed // 10 % 60, seed=seed, size=chance.uniform(0.2, 0.9))


NOTED: dict[str, Callable[[np.random.Generator], Strokes]] = {
    "one digit on the pad": one_digit,
    "two digits side by side": lambda c: pictures.side_by_side(c.integers(0, 10, 2).tolist(), c),
    "three digits": lambda c: pictures.side_by_side(c.integers(0, 10, 3).tolist(), c),
    "a scribble": pictures.scribble,
}


def uploaded(picture: Image.Image) -> Ink:
    """(28, 28), by way of a JPEG file; blank where no ink was found."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return read_or_blank(file.getvalue())


def uci(count: int, chance: np.random.Generator) -> tuple[list[Image.Image], np.ndarray]:
    """UCI's digits, written by other people than MNIST's, enlarged to 160 pixels as they are."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    chosen = chance.choice(len(digits.target), min(count, len(digits.target)), replace=False)
    enlargements = (Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)
    made = []
    for k, i in enumerate(chosen):
        grey = (digits.images[i] * 255 / 16).astype(np.uint8)
        picture = Image.fromarray(grey if chance.random() < 0.5 else 255 - grey)
        made.append(picture.resize((160, 160), enlargements[k % 3]))
    return made, digits.target[chosen]


def read_or_blank(file: bytes) -> Ink:
    try:
        return normalise(read_picture(file).ink)
    except EmptyDrawing:
        return np.zeros((SIDE, SIDE), np.float32)


def network_and_config(run_id: str | None) -> tuple[nn.Module, DigitsConfig]:
    if run_id is None:
        config = problems.preset("digits", "quick").config
        trainer = problems.trainer(config)
        for _ in trainer:
            pass
        network: nn.Module = trainer.network.cpu()
    else:
        run = listing.latest("digits") if run_id == "latest" else listing.find(run_id)
        network, config = predict.network_of(run), run.config
    assert isinstance(config, DigitsConfig)
    return network, config


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--run", metavar="ID", help="a trained run of digits, or latest")
    parser.add_argument(
        "--count", type=int, default=600, help="drawings, and pictures, of each sort"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the drawings")
    args = parser.parse_args()
    torch.set_num_threads(1)
    network, config = network_and_config(args.run)

    def right(images: np.ndarray, digits: np.ndarray) -> np.ndarray:
        said = probabilities(network, config, torch.from_numpy(images)[:, None]).argmax(1)
        return said.numpy() == digits

    def row(name: str, answers: np.ndarray, plain: str = "") -> None:
        n, good = len(answers), int(answers.sum())
        low, high = wilson(good, n)
        print(f"{name:30} {n:6}  {good / n:7.2%} ({low:.1%} to {high:.1%})  {plain}", flush=True)

    print(f"{'read':30} {'n':>6}    right (95 % interval)     as MNIST has them")
    pixels, answers = data.load("mnist", train=False)
    images, labels = data.scaled(pixels)[:, 0].numpy(), answers.numpy()  # (10000, 28, 28)
    as_is = np.concatenate(
        [right(images[i : i + 1000], labels[i : i + 1000]) for i in range(0, 10_000, 1000)]
    )
    row("MNIST's test digits", as_is)

    digits = np.arange(args.count) % 10
    for name in [*HOW, *SLIPS]:
        chance = random.Random(f"{args.seed} {name}")
        read = []
        for i, digit in enumerate(digits.tolist()):
            how = HOW[name](chance) if name in HOW else {}
            strokes = drawing(digit, i // 10, seed=chance.getrandbits(32), **how)
            strokes = SLIPS[name](strokes, chance) if name in SLIPS else strokes
            sketch = Drawing.of_strokes(strokes)
            read.append(sketch.seen(sketch.steps))
        row(name, right(np.stack(read), digits))

    for k, (name, make) in enumerate(PICTURES.items()):
        generator = np.random.default_rng((args.seed, k))
        chosen = generator.choice(len(images), args.count, replace=False)
        read = [uploaded(make(images[i], generator)) for i in chosen]
        row(name, right(np.stack(read), labels[chosen]), f"{as_is[chosen].mean():.2%}")

    for name, kind in pictures.KINDS.items():
        generator = np.random.default_rng((args.seed, zlib.crc32(name.encode())))
        files = (pictures.file_of(kind(d, generator).image, generator) for d in digits.tolist())
        row(name, right(np.stack([read_or_blank(file) for file in files]), digits))

    generator = np.random.default_rng(args.seed)
    enlarged, truth = uci(args.count, generator)
    row("UCI's 8 x 8 digits, enlarged", right(np.stack([uploaded(p) for p in enlarged]), truth))

    print(f"\n{'noted as not one digit':30} {'n':>6}  noted (95 % interval)")
    row("one digit of MNIST", np.array([bool(notes_on(image)) for image in images]))
    for name, draw in NOTED.items():
        generator = np.random.default_rng((args.seed, zlib.crc32(name.encode())))
        row(name, np.array([bool(notes_on_strokes(draw(generator))) for _ in digits]))


if __name__ == "__main__":
    main()
