"""PyTorch code of a digits network: the training script that a learner takes away."""

from core.digits.config import TRAIN_IMAGES, DigitsConfig
from core.digits.layers import layers
from core.digits.picture_sets import picture_set
from core.problem import Layer
from core.training import torch_code

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

torch.save(network.state_dict(), "network.pt")
"""


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
