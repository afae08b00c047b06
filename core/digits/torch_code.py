"""PyTorch code of a digits network: the training script that a learner takes away, and model.py."""

from pathlib import Path

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
{set_rate}        loss = F.cross_entropy(network(images[rows]), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    network.eval()
    with torch.no_grad():
        answers = torch.cat([network(some).argmax(1) for some in test_images.split(1000)])
    right = (answers == test_labels).float().mean()
    print(f"epoch {{epoch + 1}}: loss {{loss:.3f}}, {{right:.2%}} of the test images right")
{stop}
torch.save(network.state_dict(), "network.pt")
"""

LIMITS = """It answers with one of its ten classes to whatever it is given, a letter or a scribble as well,
and it can be sure of it: it has never seen anything but single {nouns}, {kind}. Two {nouns} beside each
other are one {noun} to it. It was made to learn from; where a mistake costs somebody something, it has no
place."""
DRAWN = "white on black, scaled to 20 x 20 pixels and centred by their mass"
PHOTOS = "cut out and centred on black, as a shop shows them"


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
    if n < TRAIN_IMAGES:
        fewer = f"images, labels = images[:{n}], labels[:{n}]\n"
    training = TRAINING.format(
        optimizer=torch_code.optimizer(config),
        epochs=config.epochs,
        order=f"torch.{'randperm' if config.shuffle else 'arange'}(len(images))",
        batch_size=config.batch_size,
        set_rate=torch_code.set_rate(config, 8 * " "),
        stop=torch_code.stop(config, 4 * " "),
    )
    return torch_code.script(
        f"{title}: a CNN for {known.title}, trained as Netsketch trains it.",
        "pip install torch torchvision",
        ["from torchvision import datasets"] + ["import math"] * (config.schedule != "constant"),
        f"torch.manual_seed({config.seed})\n{network(config)}",
        LOADING.format(dataset=known.folder, fewer=fewer),
        torch_code.schedule(config),
        training,
    )


def standalone(config: DigitsConfig, title: str) -> Standalone:
    """What a trained network of a config needs to work without Netsketch."""
    known = picture_set(config.dataset)
    settings = {
        "labels": known.labels,
        "softmax": config.head == "softmax",
        "photos": known.photos,
        "dataset": known.title,
        "folders": [known.name, f"{known.folder}/raw"],
    }
    model = MODEL.read_text(encoding="utf-8")
    n = config.train_size
    return Standalone(
        model=torch_code.filled(model, title, network=network(config)),
        settings=settings,
        files={},
        an_input="PICTURE",
        page="" if known.photos else "draw",
        invitation=f"Draw a {known.noun}, and see what every layer makes of it.",
        data=f"[{known.title}]({known.page}): {known.about} It learned from "
        f"{'all' if n == TRAIN_IMAGES else 'the first'} {n:,} training images. Licence of the data: "
        f"{known.licence}.",
        limits=LIMITS.format(
            noun=known.noun, nouns=known.nouns, kind=PHOTOS if known.photos else DRAWN
        ),
    )
