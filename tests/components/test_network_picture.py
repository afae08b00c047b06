"""The picture's own arithmetic, which draws before Python answers, held against `core.digits.layers`."""

import json
import os
import random
import subprocess
from dataclasses import asdict
from pathlib import Path

import deno

from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.export.bundle import COMPONENTS as HERE
from core.problems import PROBLEMS
from ui.digits.picture import settings_of

RUNNER = Path(__file__).with_name("shapes.js")


def random_config(seed: int) -> DigitsConfig:
    chance = random.Random(seed)
    count = chance.randint(1, 4)
    return DigitsConfig(
        conv_layers=count,
        channels=tuple(chance.randint(1, 256) for _ in range(count)),
        pooling=tuple(chance.random() < 0.5 for _ in range(count)),
        kernel_size=chance.choice((3, 5, 7)),
        conv_activation=chance.choice(("none", "relu")),
        hidden=chance.choice(("same", 1, 64, 4096)),
        head=chance.choice(("logits", "softmax")),
        dropout=chance.choice((0, 0.1, 0.25, 0.4)),
        dataset="symbols/own",
        classes=chance.randint(2, 20),
    )


def test_what_is_drawn_at_once_is_what_python_says(tmp_path: Path) -> None:
    configs = [p.config for p in PROBLEMS["digits"].presets] + [
        random_config(k) for k in range(200)
    ]
    given = [c for c in configs if isinstance(c, DigitsConfig)]
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps([settings_of(c) for c in given]), "utf-8")
    module = (HERE / "network_picture" / "shapes.js").as_uri()
    command = [deno.find_deno_bin(), "run", "--no-remote", "--no-npm", "--allow-read"]
    done = subprocess.run(
        [*command, str(RUNNER), module, str(cases)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
    )
    found = json.loads(done.stdout)
    assert len(found) == len(given) > 200
    for config, drawn in zip(given, found, strict=True):
        assert drawn == json.loads(json.dumps([asdict(layer) for layer in layers(config)])), config
