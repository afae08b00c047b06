"""PyTorch code of a digits network: the training script that a learner takes away, and model.py."""

from pathlib import Path

from core.digits import convolutions, symbol_store
from core.digits.config import TRAIN_IMAGES, DigitsConfig
from core.digits.layers import layers
from core.digits.picture_sets import picture_set
from core.problem import Layer, Standalone
from core.training import torch_code

MODEL = Path(__file__).with_name("standalone.py")

LOADING = '''
def load(train):
    """Images (n, 1, 28, 28) in 0..1, and the class of each, (n,)."""
    data = datasets.{dataset}("data", train=train, download=True)
    return data.data[:, None] / 255, data.targets


images, labels = load(train=True)
{fewer}test_images, test_labels = load(train=False)
'''
TRAINING = """
{optimizer}
step = 0
for epoch in range({epochs}):
    network.train()
    for rows in {order}.split({batch_size}):
{set_rate}        loss = F.cross_entropy(network({batch}), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    network.eval()
    with torch.no_grad():
        answers = torch.cat([network(some).argmax(1) for some in test_images.split(1000)])
    right = (answers == test_labels).float().mean()
    print(f"epoch {{epoch + 1}}: loss {{loss:.3f}}, {{right:.2%}} of the test images right")
{stop}torch.save(network.state_dict(), "network.pt")
"""

OWN_LOADING = '''
def load(train):
    """Images (n, 1, 28, 28) in 0..1, and the class of each, (n,)."""
    with open("data/{dataset}.json", encoding="utf-8") as file:
        some = [e for e in json.load(file)["examples"] if e["held_out"] != train]
    pixels = bytearray(b"".join(base64.b64decode(e["pixels"]) for e in some))
    images = torch.frombuffer(pixels, dtype=torch.uint8).reshape(-1, 1, 28, 28)
    return images / 255, torch.tensor([e["label"] for e in some])


images, labels = load(train=True)
{fewer}test_images, test_labels = load(train=False)
'''
CONVOLUTIONS = """
# The convolutions of another network; what comes behind them begins anew.
layers = tuple(f"{k}." for k, layer in enumerate(network) if isinstance(layer, nn.Conv2d))
there = load_file("data/convolutions.safetensors")
there = {name: weight for name, weight in there.items() if name.startswith(layers)}
network.load_state_dict(there, strict=False)
"""
FROZEN = """
for layer in network:
    layer.requires_grad_(not isinstance(layer, nn.Conv2d))
"""
AUGMENTATION = '''
def augment(images):
    """Images (n, 1, 28, 28), each with strokes as thick, at an angle, a size and a place of its own."""

    def chance(most):
        return most * (2 * torch.rand(len(images)) - 1)

    by = chance({thickness})[:, None, None, None]
    wide, high = ((3, 1), 1, (1, 0)), ((1, 3), 1, (0, 1))
    grown, shrunk = (torch.max(F.max_pool2d(x, *wide), F.max_pool2d(x, *high)) for x in (images, -images))
    images = images + by.abs() * (torch.where(by > 0, grown, -shrunk) - images)
    angle, size = torch.deg2rad(chance({turn})), 1 + chance({scale})
    cos, sin = torch.cos(angle) / size, torch.sin(angle) / size
    down, right = chance({shift}) / 14, chance({shift}) / 14  # halves of the picture
    back = [cos, sin, -cos * right - sin * down, -sin, cos, sin * right - cos * down]
    grid = F.affine_grid(torch.stack(back, 1).view(-1, 2, 3), images.shape, align_corners=False)
    images = F.grid_sample(images, grid, align_corners=False)
    return (images + {noise} * torch.randn_like(images)).clamp(0, 1)

'''

LIMITS = """It answers with one of its {classes} classes to whatever it is given, a letter or a scribble
too, and it can be sure of it: it has never seen anything but single {nouns}, {kind}. Two {nouns} beside
each other are one {noun} to it. {drawn}It was made to learn from; where a mistake costs somebody something,
it has no place."""


def network(config: DigitsConfig) -> str:
    """The network as the nn.Sequential that it is, a line a layer, with the shape that leaves it."""
    lines = ["network = nn.Sequential("]
    for layer in layers(config):
        shape = " x ".join(map(str, layer.shape))
        count = f", {layer.parameters:,} parameters" if layer.parameters else ""
        lines.append(f"    {_call(layer)},  # {shape}{count}")
    return "\n".join([*lines, ")"])


def _call(layer: Layer) -> str:
    arguments = [repr(value) for value in layer.arguments]
    if layer.type == "Conv2d":
        arguments.append('padding="same"')
    return f"nn.{layer.type}({', '.join(arguments)})"


def training_script(config: DigitsConfig, title: str) -> str:
    """A network of a config, its data and its training as one plain PyTorch script."""
    known = picture_set(config.dataset)
    n, fewer = config.train_size, ""
    if n < TRAIN_IMAGES and not known.own:
        fewer = f"images, labels = images[:{n}], labels[:{n}]\n"
    order = f"torch.{'randperm' if config.shuffle else 'arange'}(len(images))"
    if config.repeat > 1:
        order = f"({order[:-1]} * {config.repeat}) % len(images))"
    training = TRAINING.format(
        optimizer=torch_code.optimizer(config),
        epochs=config.epochs,
        order=order,
        batch="augment(images[rows])" if config.augmentation else "images[rows]",
        batch_size=config.batch_size,
        set_rate=torch_code.set_rate(config, 8 * " "),
        stop=torch_code.stop(config, 4 * " "),
    )
    return torch_code.script(
        f"{title}: a CNN for {known.title}, trained as Netsketch trains it.",
        f"pip install torch{' torchvision' * (not known.own)}{' safetensors' * config.transfers}",
        _modules(config, known.own),
        f"torch.manual_seed({config.seed})\n{network(config)}",
        CONVOLUTIONS * config.transfers + FROZEN * config.frozen,
        (OWN_LOADING if known.own else LOADING).format(dataset=known.folder, fewer=fewer),
        AUGMENTATION.format(**vars(config.augmentation)) if config.augmentation else "",
        training,
    )


def _modules(config: DigitsConfig, own: bool) -> list[str]:
    """What a script imports beside PyTorch."""
    found = ["import base64", "import json"] if own else ["from torchvision import datasets"]
    found += ["import math"] * (config.schedule != "constant")
    return found + ["from safetensors.torch import load_file"] * (config.transfers)


def data_files(config: DigitsConfig) -> dict[str, Path]:
    """What the script reads that nobody else has. Raises DataError."""
    found = {}
    if picture_set(config.dataset).own:
        known = symbol_store.of_dataset(config.dataset)
        found[f"data/{known.name}.json"] = symbol_store.file_of(known.name)
    if config.transfers:
        where = convolutions.folder(config.convolutions)
        found["data/convolutions.safetensors"] = where / "model.safetensors"
    return found


def standalone(config: DigitsConfig, title: str) -> Standalone:
    """What a trained network of a config needs to work without Netsketch."""
    known = picture_set(config.dataset)
    settings = {
        "labels": known.labels,
        "softmax": config.head == "softmax",
        "photos": known.photos,
        "dataset": known.title,
        "own": known.own,
        "folders": [known.name, f"{known.folder}/raw"],
    }
    model = MODEL.read_text(encoding="utf-8")
    n, whole = config.train_size, known.own or config.train_size == TRAIN_IMAGES
    said = f"[{known.title}]({known.page})" if known.page else known.title
    return Standalone(
        model=torch_code.filled(model, title, network=network(config)),
        settings=settings,
        files={},
        an_input="PICTURE",
        page="" if known.photos else "draw",
        invitation=f"Draw a {known.noun}, and see what every layer makes of it.",
        data=f"{said}: {known.about} It learned from "
        f"{'all' if whole else 'the first'} {n:,} training images. Licence of the data: "
        f"{known.licence}.",
        limits=LIMITS.format(
            classes=config.classes,
            noun=known.noun,
            nouns=known.nouns,
            kind=known.framing,
            drawn=f"{known.drawn} " * bool(known.drawn),
        ),
    )
