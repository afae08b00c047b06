"""The network that runs in the browser, held against PyTorch and against Python's preprocessing."""

import base64
import json
import os
import random
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import deno
import numpy as np
import pytest
import torch
from safetensors.numpy import save
from torch import nn

from core.digits.config import DigitsConfig
from core.digits.drawing import Stroke
from core.digits.preprocessing import Drawing
from core.errors import SurnameError
from core.export.bundle import COMPONENTS as HERE
from core.names import data
from core.names.config import CELLS, NOTES_CELLS, NamesConfig
from core.names.insight.letters import trajectory
from core.names.surname_rnn import SurnameRNN
from core.names.text import ALPHABET, clean, encode, split_names
from core.problems import PROBLEMS
from core.settings.config import Config
from tests.digits.strokes import HANDS, drawing
from ui.components.network.network import MOST_BYTES

RUNNER = Path(__file__).with_name("network.js")
LANGUAGES = 7
Case = dict[str, Any]


def in_javascript(cases: list[Case], folder: Path) -> list[Any]:
    """What the browser's modules make of the cases."""
    path = folder / "cases.json"
    path.write_text(json.dumps(cases), "utf-8")
    command = [deno.find_deno_bin(), "run", "--no-remote", "--no-npm", "--allow-read"]
    modules = (HERE / "network").as_uri()
    done = subprocess.run(
        [*command, str(RUNNER), modules, str(path)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
    )
    found = json.loads(done.stdout)
    assert len(found) == len(cases)
    return list(found)


def weights(network: nn.Module) -> str:
    """A network's weights as a run's file holds them, in base64."""
    arrays = {k: v.contiguous().numpy() for k, v in network.state_dict().items()}
    return base64.b64encode(save(arrays)).decode()


def built(config: Config, classes: int) -> tuple[nn.Module, Case]:
    """A network with its initial weights, and what the browser gets of it."""
    known = PROBLEMS[config.kind]
    network = known.build(config, classes).eval()
    described = known.description(config, classes)
    assert described is not None
    return network, described | {"weights": weights(network)}


def parameters(config: Config) -> int:
    return sum(layer.parameters for layer in PROBLEMS[config.kind].layers(config))


def random_digits(seed: int) -> DigitsConfig:
    chance = random.Random(seed)
    layers = chance.randint(1, 4)
    return DigitsConfig(
        conv_layers=layers,
        channels=tuple(chance.randint(1, 12) for _ in range(layers)),
        kernel_size=chance.choice((3, 5, 7)),
        pooling=tuple(chance.random() < 0.6 for _ in range(layers)),
        conv_activation=chance.choice(("none", "relu")),
        hidden=chance.randint(1, 80),
        head=chance.choice(("logits", "softmax")),
        dropout=chance.choice((0.0, 0.5)),
        seed=seed,
    )


DIGITS = {p.name: p.config for p in PROBLEMS["digits"].presets} | {
    f"random-{seed}": random_digits(seed) for seed in range(12)
}


def random_names(seed: int) -> NamesConfig:
    """One of the cells that can have all that there is to choose."""
    chance = random.Random(seed)
    embedding = chance.choice((0, 8, 24))
    chosen: dict[str, Any] = {
        "layers": chance.randint(1, 3),
        "direction": chance.choice(("forwards", "backwards", "both")),
        "readout": chance.choice(("last", "max", "mean", "last-max")),
        "ngrams": chance.randint(1, 3) if embedding else 1,
        "embedding": embedding,
        "marks": chance.random() < 0.5,
        "shortcut": chance.random() < 0.5,
    }
    return NamesConfig(
        cell=chance.choice([cell for cell in CELLS if cell not in NOTES_CELLS]),
        hidden_size=chance.randint(8, 40),
        **chosen,
    )


NAMES: dict[str, Config] = {p.name: p.config for p in PROBLEMS["names"].presets}
NAMES |= {f"cell-{cell}": NamesConfig(cell=cell, hidden_size=24) for cell in CELLS}
NAMES |= {f"random-{seed}": random_names(seed) for seed in range(12)}


def pictures(count: int, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return (chance.random((count, 28, 28)) * (chance.random((count, 28, 28)) < 0.3)).astype("f4")


def test_every_layer_of_a_digits_network_is_pytorchs(tmp_path: Path) -> None:
    small = {name: c for name, c in DIGITS.items() if 4 * parameters(c) <= MOST_BYTES}
    assert len(small) > len(DIGITS) / 2 and "quick" in small
    made = {name: built(config, 10) for name, config in small.items()}
    given = pictures(3, seed=1)
    cases = [c | {"pictures": given.reshape(3, -1).tolist()} for _, c in made.values()]
    for (name, (network, _)), answers in zip(
        made.items(), in_javascript(cases, tmp_path), strict=True
    ):
        assert isinstance(network, nn.Sequential)
        now = torch.from_numpy(given)[:, None]
        with torch.no_grad():
            for k, module in enumerate(network):
                now = module(now)
                found = np.array([answer["outputs"][k] for answer in answers])
                wanted = now.flatten(1).numpy()
                np.testing.assert_allclose(found, wanted, atol=1e-4, err_msg=f"{name}, layer {k}")
            said = now if small[name].head == "softmax" else now.softmax(1)  # type: ignore[attr-defined]
        shares = np.array([answer["probabilities"] for answer in answers])
        np.testing.assert_allclose(shares, said.numpy(), atol=1e-5, err_msg=name)


def by_letter(answer: dict[str, Any], steps: dict[str, Any]) -> np.ndarray:
    """Hidden states when each letter was read, those of two directions side by side: (t, s)."""
    found = []
    for states, way in zip(answer["states"], steps["ways"], strict=True):
        letters = states[1:-1] if steps["marks"] else states
        found.append(np.array(letters[::-1] if way["backwards"] else letters))
    return np.concatenate(found, 1)


def test_every_state_and_answer_of_a_surname_network_is_pytorchs(tmp_path: Path) -> None:
    chance = random.Random(2)
    names = ["".join(chance.choices(ALPHABET, k=k)) for k in (1, 2, 3, 9, 20)]
    made = {}
    for title, config in NAMES.items():
        network, case = built(config, LANGUAGES)
        with torch.no_grad(), torch.random.fork_rng():
            torch.manual_seed(3)
            for name, p in network.named_parameters():
                if name in ("embedding", "shortcut"):  # they begin with zeros
                    p.normal_()
        made[title] = network, case | {"weights": weights(network)}
    cases = [c | {"names": names} for _, c in made.values()]
    found = in_javascript(cases, tmp_path)
    for (title, (network, case)), answers in zip(made.items(), found, strict=True):
        assert isinstance(network, SurnameRNN)
        for name, answer in zip(names, answers, strict=True):
            letters, where = encode(name), f"{title}, {name!r}"
            swept = trajectory(network, letters)
            with torch.no_grad():
                said = network(torch.from_numpy(letters)[None], torch.tensor([len(name)]))[0]
            np.testing.assert_allclose(answer["logits"], said, atol=1e-4, err_msg=where)
            states = by_letter(answer, case["steps"])[:, : swept.states.shape[1]]
            np.testing.assert_allclose(states, swept.states, atol=1e-4, err_msg=where)
            shares = answer["probabilities"]
            np.testing.assert_allclose(shares, said.softmax(0), atol=1e-5, err_msg=where)


def scribble(seed: int) -> list[Stroke]:
    """Strokes that no digit has: dots, long straight ones, far off the pad, of any pen."""
    chance = random.Random(seed)
    strokes = []
    for _ in range(chance.randint(1, 4)):
        x, y = chance.random(), chance.random()
        points = [(x, y)]
        for _ in range(chance.choice((0, 1, 5, 40))):
            x += chance.uniform(-0.15, 0.15)
            y += chance.uniform(-0.15, 0.15)
            points.append((round(x, 3), round(y, 3)))
        strokes.append(Stroke(points, chance.uniform(0.02, 0.14)))
    return strokes


def drawings() -> list[list[Stroke]]:
    chance = random.Random(3)
    found = [
        drawing(
            digit,
            hand,
            seed=chance.randrange(1000),
            size=chance.uniform(0.15, 0.95),
            width=chance.uniform(0.02, 0.14),
            place=(chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.7)),
            turn=chance.uniform(-10, 10),
        )
        for digit in HANDS
        for hand in range(len(HANDS[digit]))
    ]
    return found + [scribble(seed) for seed in range(40)]


def test_a_drawing_becomes_the_same_picture(tmp_path: Path) -> None:
    given = drawings()
    found = in_javascript(
        [{"strokes": [asdict(s) for s in strokes]} for strokes in given], tmp_path
    )
    for k, (strokes, picture) in enumerate(zip(given, found, strict=True)):
        wanted = Drawing.of_strokes(strokes).seen(Drawing.steps)
        off = np.abs(np.array(picture).reshape(28, 28) - wanted).max()
        assert off <= 1 / 255, f"drawing {k} is off by {255 * off:.2f} of 255"


def python_says(text: str) -> str | None:
    try:
        return clean(text).letters
    except SurnameError:
        return None


def test_a_typed_name_becomes_the_same_letters(tmp_path: Path) -> None:
    chance = random.Random(4)
    latin = [c for c in map(chr, range(0x20, 0x250)) if c.isprintable()]
    odd = [chr(chance.randrange(0x20, 0x3000)) for _ in range(300)]
    texts = [f"x{c}y" for c in (*latin, *map(chr, range(0x1E00, 0x1F00)), *odd)]
    texts += ["".join(chance.choices(latin, k=9)) for _ in range(300)]
    texts += ["e\u0301a", "\u0301", "  O’Brien - ", "Ng, Łuk;Ødegård", "", " ", "a" * 61, "K\u2126"]
    surnames = list(data.load("surnames").originals)
    (found,) = in_javascript([{"texts": texts + surnames}], tmp_path)
    for text, (letters, names) in zip(texts + surnames, found, strict=True):
        assert names == split_names(text), text
        if letters is not None:  # else Python is asked
            assert letters == python_says(text), text
    alone = [letters for letters, _ in found[len(texts) :]]
    assert alone.count(None) < 0.001 * len(alone), "nearly all surnames are read in the browser"


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_weights_that_do_not_fit_give_no_answer(kind: str, tmp_path: Path) -> None:
    configs: dict[str, tuple[Config, Config]] = {
        "digits": (DigitsConfig(channels=4), DigitsConfig(channels=4, conv_activation="none")),
        "names": (NamesConfig(cell="tanh"), NamesConfig(cell="lstm")),
    }
    (_, one), (_, other) = (built(config, 10) for config in configs[kind])
    whole = base64.b64decode(one["weights"])
    wrong = [other["weights"]]
    wrong += [base64.b64encode(b).decode() for b in (b"", b"12345678", whole[:-4], whole[4:])]
    extra = save({"more": np.zeros(3, "f4")})
    wrong.append(base64.b64encode(extra).decode())
    inputs = {"pictures": pictures(1, 5).reshape(1, -1).tolist(), "names": ["abc"]}
    answers = in_javascript([one | inputs | {"weights": w} for w in wrong], tmp_path)
    assert [answer["error"].startswith("Misfit: ") for answer in answers] == [True] * len(wrong)
