"""PyTorch code of a surname network: the training script that a learner takes away."""

from core.names import network_code
from core.names.config import NamesConfig
from core.training import torch_code

CLEANING = '''
LETTERS = "abcdefghijklmnopqrstuvwxyz '-"
OTHERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ə": "a"})


def clean(surname):
    """A surname in the letters above: small ones, without marks."""
    plain = unicodedata.normalize("NFKD", surname.casefold().translate(OTHERS))
    return "".join(c for c in plain if c in LETTERS).strip(" '-")
'''
LOADING = '''
files = sorted(Path("data/{dataset}").glob("*.txt"))  # one a language, with a surname a line
lines = [(line, k) for k, file in enumerate(files) for line in file.open(encoding="utf-8")]
names = sorted({{(clean(line), k) for line, k in lines if clean(line)}})
random.seed({seed})
{hold_out}
train = [(name, k) for name, k in names if name not in held_out]
test, truth = zip(*((name, k) for name, k in names if name in held_out), strict=True)
'''
SHARE = """spellings = sorted({{name for name, _ in names}})
held_out = set(random.sample(spellings, round({share!r} * len(spellings))))"""
NUMBER = """held_out = set()
while len(held_out) < {number}:  # a language first, as in the notes
    language = random.randrange(len(files))
    held_out.add(random.choice([name for name, k in names if k == language]))"""
BY_LANGUAGE = """
by_language = [[pair for pair in train if pair[1] == k] for k in range(len(files))]"""
SHARES = """
shares = [len(own) ** 0.25 for own in by_language]"""
DRAWS = {
    "natural": "random.choices(train, k={size})",
    "balanced": "[random.choice(random.choice(by_language)) for _ in range({size})]",
    "root": "[random.choice(own) for own in random.choices(by_language, shares, k={size})]",
}
TRAINING = """
torch.manual_seed({seed})
network = RNN(len(files))
{optimizer}
for step in range({steps}):
    network.train()
    drawn, labels = zip(*{draw}, strict=True)
{set_rate}    loss = F.cross_entropy(scores(drawn), torch.tensor(labels){smoothing})
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if (step + 1) % {every} == 0:
        network.eval()
        with torch.no_grad():
            right = (scores(test).argmax(1) == torch.tensor(truth)).float().mean()
        print(f"step {{step + 1}}: loss {{loss:.3f}}, {{right:.1%}} of {{len(test)}} test names right")

torch.save(network.state_dict(), "network.pt")
"""


def training_script(config: NamesConfig, title: str) -> str:
    """A network of a config, its data and its training as one plain PyTorch script."""
    share = isinstance(config.test, float) and config.test < 1
    hold_out = SHARE.format(share=config.test) if share else NUMBER.format(number=config.test)
    groups = "" if config.sampling == "natural" else BY_LANGUAGE
    shares = SHARES if config.sampling == "root" else ""
    smoothing = f", label_smoothing={config.label_smoothing}" if config.label_smoothing else ""
    return torch_code.script(
        f"{title}: an RNN for surnames, trained as Netsketch trains it.",
        f"pip install torch, and the surnames of Netsketch in data/{config.dataset}",
        ["import math"] * (config.schedule != "constant")
        + ["import random", "import unicodedata", "from pathlib import Path"],
        CLEANING,
        LOADING.format(dataset=config.dataset, seed=config.seed, hold_out=hold_out)
        + (groups + shares).lstrip("\n"),
        *network_code.network(config),
        torch_code.schedule(config),
        TRAINING.format(
            seed=config.seed,
            optimizer=torch_code.optimizer(config),
            steps=config.steps,
            draw=DRAWS[config.sampling].format(size=config.batch_size),
            set_rate=torch_code.set_rate(config, 4 * " "),
            smoothing=smoothing,
            every=max(1, config.steps // 10),
        ),
    )
