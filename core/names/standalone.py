"""Standalone surname network: TITLE, trained, in plain PyTorch.

Needs torch and safetensors. Beside it lie config.json, weights.safetensors and held_out.txt.

    python model.py score DATA       how many of the surnames held out it gets right; DATA is the folder of
                                     the data set, a file <Language>.txt for each language
    python model.py read NAME ...    which languages it takes surnames for
"""

import json
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
CONFIG = json.loads((HERE / "config.json").read_text(encoding="utf-8"))
LABELS = CONFIG["labels"]


# NETWORK
class RNN(nn.Module):
    """Any network."""

    def forward(self, names: Sequence[str]) -> Tensor:
        return F.one_hot(torch.zeros(len(names)).long()).float()


def clean(surname: str) -> str:
    return unicodedata.normalize("NFKD", surname)


# END


def probabilities(names: Sequence[str]) -> Tensor:
    """Cleaned surnames -> the probability of each language (n, languages)."""
    network.eval()
    with torch.no_grad():
        return network(names).softmax(1)


def score(folder: Path) -> None:
    """Print how many of the surnames held out are told right."""
    held_out = set((HERE / "held_out.txt").read_text(encoding="utf-8").splitlines())
    places = [folder / CONFIG["dataset"], folder]
    where = next((p for p in places if (p / f"{LABELS[0]}.txt").is_file()), None)
    if where is None:
        sys.exit(
            f"There is no {LABELS[0]}.txt in {folder}: name the folder of {CONFIG['dataset']}."
        )
    pairs = set()
    for k, language in enumerate(LABELS):
        lines = (where / f"{language}.txt").read_text(encoding="utf-8").splitlines()
        pairs |= {(clean(line), k) for line in lines}
    names, languages = zip(*sorted(p for p in pairs if p[0] in held_out), strict=True)
    parts = range(0, len(names), 250)
    answers = torch.cat([probabilities(names[i : i + 250]).argmax(1) for i in parts])
    right = int((answers == torch.tensor(languages)).sum())
    print(f"{right / len(names):.2%} right: {right:,} of {len(names):,} surnames held out")


def read(typed: Sequence[str]) -> None:
    """Print the three likeliest languages of each surname."""
    for surname in typed:
        if not (letters := clean(surname)):
            sys.exit(f"There is no letter of the Latin alphabet in {surname!r}.")
        chances, classes = probabilities([letters])[0].topk(3)
        said = [f"{LABELS[k]} {p:.1%}" for p, k in zip(chances, classes.tolist(), strict=True)]
        print(f"{surname}: {', '.join(said)}")


# LOAD
network = RNN()
# END
network.load_state_dict(load_file(HERE / "weights.safetensors"))

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["score", data]:
            score(Path(data))
        case ["read", *names] if names:
            read(names)
        case _:
            sys.exit(__doc__)
