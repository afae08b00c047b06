"""PyTorch code of a surname network: the training script that a learner takes away, and model.py."""

from pathlib import Path

from core.names import data, network_code
from core.names.config import NamesConfig
from core.problem import Standalone
from core.training import torch_code

MODEL = Path(__file__).with_name("standalone.py")

CLEANING = '''
LETTERS = "abcdefghijklmnopqrstuvwxyz '-"
OTHERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "’": "'"})


def clean(surname):
    """A surname in the letters above: small ones, without marks."""
    plain = unicodedata.normalize("NFKD", surname.casefold().translate(OTHERS))
    return "".join(c for c in plain if c in LETTERS).strip(" '-")
'''
LOADING = """
files = sorted(Path("data/{dataset}").glob("*.txt"))  # one a language, with a surname a line
lines = [(line, k) for k, file in enumerate(files) for line in file.open(encoding="utf-8")]
names = sorted({{(clean(line), k) for line, k in lines if clean(line)}})
random.seed({seed})
{hold_out}
{train}
test, truth = zip(*((name, k) for name, k in names if name in held_out), strict=True)
"""
SHARE = """spellings = sorted({{name for name, _ in names}})
held_out = set(random.sample(spellings, round({share!r} * len(spellings))))"""
NUMBER = """held_out = set()
while len(held_out) < {number}:  # a language first, as in the notes
    language = random.randrange(len(files))
    held_out.add(random.choice([name for name, k in names if k == language]))"""
TRAIN = "train = [(name, k) for name, k in names if name not in held_out]"
TRAIN_BY_LANGUAGE = (
    "train = [[name for name, own in names if own == k and name not in held_out] "
    "for k in range(len(files))]"
)
DRAWS = {
    "natural": "drawn, labels = zip(*random.choices(train, k={size}), strict=True)",
    "balanced": """labels = random.choices(range(len(files)), k={size})
    drawn = [random.choice(train[k]) for k in labels]""",
    "root": """labels = random.choices(range(len(files)), [len(own) ** 0.25 for own in train], k={size})
    drawn = [random.choice(train[k]) for k in labels]""",
}
TRAINING = """
torch.manual_seed({seed})
network = RNN(len(files))
{optimizer}
for step in range({steps}):
    network.train()
    {draw}
{set_rate}    loss = F.cross_entropy(network(drawn), torch.tensor(labels){smoothing})
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if (step + 1) % {every} == 0:
        network.eval()
        with torch.no_grad():
            right = (network(test).argmax(1) == torch.tensor(truth)).float().mean()
        print(f"step {{step + 1}}: loss {{loss:.3f}}, {{right:.1%}} of {{len(test)}} test names right")
{stop}torch.save(network.state_dict(), "network.pt")
"""

LIMITS = """It answers with one of its {labels} to whatever is typed, a word as well. It knows
{known}, and nothing of any other. Many {items} stand in several {labels}: a spelling says where a {item} is
at home, not where its bearer is from. Nobody should be sorted by it."""


def training_script(config: NamesConfig, title: str) -> str:
    """A network of a config, its data and its training as one plain PyTorch script."""
    items = data.words_of(config.dataset).items
    share = isinstance(config.test, float) and config.test < 1
    hold_out = SHARE.format(share=config.test) if share else NUMBER.format(number=config.test)
    train = TRAIN if config.sampling == "natural" else TRAIN_BY_LANGUAGE
    smoothing = f", label_smoothing={config.label_smoothing}" if config.label_smoothing else ""
    return torch_code.script(
        f"{title}: an RNN for {items}, trained as Netsketch trains it.",
        f"pip install torch, and the {items} of Netsketch in data/{config.dataset}",
        ["import math"] * (config.schedule != "constant")
        + ["import random", "import unicodedata", "from pathlib import Path"],
        CLEANING,
        network_code.network(config),
        LOADING.format(dataset=config.dataset, seed=config.seed, hold_out=hold_out, train=train),
        TRAINING.format(
            seed=config.seed,
            optimizer=torch_code.optimizer(config),
            steps=config.steps,
            draw=DRAWS[config.sampling].format(size=config.batch_size),
            set_rate=torch_code.set_rate(config, 4 * " "),
            smoothing=smoothing,
            stop=torch_code.stop(config, 8 * " "),
            every=max(1, config.steps // 10),
        ),
    )


def standalone(config: NamesConfig, title: str) -> Standalone:
    """What a trained network of a config needs to work without Netsketch. Raises DataError."""
    names, split = data.split_for(config)
    held_out = sorted({names.spellings[k] for k in split.test})
    parts = (part.strip("\n") for part in (CLEANING, network_code.network(config)))
    model = torch_code.filled(
        MODEL.read_text(encoding="utf-8"),
        title,
        network="\n\n\n".join(parts) + "\n\n",
        load="network = RNN(len(LABELS))",
    )
    settings = {"labels": names.languages, "dataset": config.dataset}
    known = data.words_of(config.dataset)
    return Standalone(
        model=model,
        settings=settings,
        files={"held_out.txt": "\n".join(held_out) + "\n"},
        an_input="NAME",
        page="type",
        invitation="Type one, and see how sure it is.",
        data=f"{len(names.spellings):,} {known.items} of {len(names.languages)} {known.labels} in the "
        f"data set `{config.dataset}`; {len(split.test):,} of them, none spelled as another is, were held "
        "out. "
        + (
            f"{known.about} Licence of the data: {known.licence}."
            if known.licence
            else "On whose terms that data is, its owner knows."
        ),
        limits=LIMITS.format(
            labels=known.labels,
            items=known.items,
            item=known.item,
            known=", ".join(names.languages),
        ),
    )
