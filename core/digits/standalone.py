"""Standalone digits network: TITLE, trained, in plain PyTorch.

Needs torch, safetensors and pillow. Beside it lie config.json and weights.safetensors.

    python model.py score DATA          how many test images it gets right; DATA is the data set's folder
    python model.py read PICTURE ...    what it says to pictures of one digit each
"""

import base64
import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image, ImageOps
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
CONFIG = json.loads((HERE / "config.json").read_text(encoding="utf-8"))
LABELS = CONFIG["labels"]

# NETWORK
network = nn.Sequential()
# END


def probabilities(images: Tensor) -> Tensor:
    """Images (n, 1, 28, 28) in 0..1, ink bright -> the probability of each class (n, 10)."""
    network.eval()
    with torch.no_grad():
        out: Tensor = network(images)
    return out if CONFIG["softmax"] else out.softmax(1)


def test_set(folder: Path) -> tuple[Tensor, Tensor]:
    """Images uint8 (n, 1, 28, 28) and labels (n,) of the data set in or below a folder."""
    if CONFIG["own"]:
        return own_test_set(folder)
    found = []
    for name, header in (("t10k-images-idx3-ubyte", 16), ("t10k-labels-idx1-ubyte", 8)):
        places = [folder / place / name for place in (*CONFIG["folders"], ".")]
        files = [file for place in places for file in (place, place.with_name(f"{name}.gz"))]
        there = next((file for file in files if file.is_file()), None)
        if there is None:
            sys.exit(f"There is no {name} in {folder}: name the folder of {CONFIG['dataset']}.")
        content = there.read_bytes()
        if there.suffix == ".gz":
            content = gzip.decompress(content)
        found.append(torch.frombuffer(bytearray(content[header:]), dtype=torch.uint8))
    return found[0].reshape(-1, 1, 28, 28), found[1].long()


def own_test_set(folder: Path) -> tuple[Tensor, Tensor]:
    """The same of symbols of somebody's own: a file of JSON, or a folder with it."""
    places = [folder, folder / f"{CONFIG['dataset']}.json", folder / "symbols.json"]
    there = next((place for place in places if place.is_file()), None)
    if there is None:
        sys.exit(f"There is no {CONFIG['dataset']}.json and no symbols.json in {folder}.")
    some = json.loads(there.read_text(encoding="utf-8"))["examples"]
    some = [e for e in some if e["held_out"]]
    pixels = bytearray(b"".join(base64.b64decode(e["pixels"]) for e in some))
    images = torch.frombuffer(pixels, dtype=torch.uint8).reshape(-1, 1, 28, 28)
    return images, torch.tensor([e["label"] for e in some])


def score(folder: Path) -> None:
    """Print how many images of the test set are read right."""
    images, labels = test_set(folder)
    answers = torch.cat([probabilities(some / 255).argmax(1) for some in images.split(500)])
    right = int((answers == labels).sum())
    print(f"{right / len(labels):.2%} right: {right:,} of {len(labels):,} test images")


def preprocess(file: Path) -> Tensor:
    """A picture as its data set would have it, (1, 28, 28) in 0..1: grey, and bright on dark. Of a drawing,
    as MNIST was made: the ink's box in 20 x 20 pixels, its centre of mass in the middle of 28 x 28."""
    picture = ImageOps.exif_transpose(Image.open(file)).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(paper, picture).convert("L")
    if CONFIG["photos"]:
        grey = ImageOps.pad(grey, (28, 28), color=int(grey.tobytes()[0]))
    ink = torch.frombuffer(bytearray(grey.tobytes()), dtype=torch.uint8).reshape(grey.size[::-1])
    edges = torch.cat([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).float()
    ink = (ink - edges.median()).abs()
    ink = ink / max(float(ink.max()), 1)
    if CONFIG["photos"]:
        return ink[None]
    ink = ink * (ink > 0.25)
    if not ink.any():
        sys.exit(f"There is no ink in {file}: give a picture of one digit.")
    rows, columns = (torch.nonzero(ink.amax(axis)).flatten() for axis in (1, 0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = 20 / max(box.shape)
    height, width = (max(1, round(side * scale)) for side in box.shape)
    small = nn.functional.interpolate(
        box[None, None], (height, width), mode="bilinear", antialias=True
    )[0, 0]
    out = torch.zeros(28, 28)
    mass = small.sum()
    y = round(14 - float((small.sum(1) * torch.arange(height)).sum() / mass))
    x = round(14 - float((small.sum(0) * torch.arange(width)).sum() / mass))
    y, x = min(max(y, 0), 28 - height), min(max(x, 0), 28 - width)
    out[y : y + height, x : x + width] = small
    return out[None]


def read(files: Sequence[str]) -> None:
    """Print the three likeliest classes of each picture."""
    for file in files:
        chances, classes = probabilities(preprocess(Path(file))[None])[0].topk(3)
        said = [f"{LABELS[k]} {p:.1%}" for p, k in zip(chances, classes.tolist(), strict=True)]
        print(f"{file}: {', '.join(said)}")


network.load_state_dict(load_file(HERE / "weights.safetensors"))

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["score", data]:
            score(Path(data))
        case ["read", *pictures] if pictures:
            read(pictures)
        case _:
            sys.exit(__doc__)
