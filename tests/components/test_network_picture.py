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
from core.runs import step_time
from core.statistics.durations import clock
from ui.digits.picture import estimate, settings_of

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
        optimizer=chance.choice(("sgd", "adam")),
        dataset="symbols/own",
        classes=chance.randint(2, 20),
    )


def test_what_is_drawn_at_once_is_what_python_says(own_cache: Path, tmp_path: Path) -> None:
    rates = [1e-3, 2e-4, 2e-9, 3e-11, 5e-11, 1e-9]
    step_time.keep({"digits": rates, "digits-whole": [rate / 2 for rate in rates]})
    configs = [p.config for p in PROBLEMS["digits"].presets] + [
        random_config(k) for k in range(200)
    ]
    given = [c for c in configs if isinstance(c, DigitsConfig)]
    threads = [(None, 1, 2, 4)[k % 4] for k in range(len(given))]
    # Of other layers, as the browser has it when one of them was built on.
    known = [estimate(with_other_layers(c), n) for c, n in zip(given, threads, strict=True)]
    cases = tmp_path / "cases.json"
    shown = [(settings_of(c), asdict(e)) for c, e in zip(given, known, strict=True)]
    cases.write_text(json.dumps(shown), "utf-8")
    command = [deno.find_deno_bin(), "run", "--no-remote", "--no-npm", "--allow-read"]
    done = subprocess.run(
        [*command, str(RUNNER), (HERE / "network_picture").as_uri(), str(cases)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
    )
    found = json.loads(done.stdout)
    assert len(found) == len(given) > 200
    for config, count, (drawn, words) in zip(given, threads, found, strict=True):
        assert drawn == json.loads(json.dumps([asdict(layer) for layer in layers(config)])), config
        run = step_time.run_seconds(config, count)
        assert run
        epoch = run / config.epochs
        each = f"{epoch:.1f} s" if epoch < 1 else clock(epoch)
        in_all = clock(epoch * config.epochs)
        more = f" an epoch here, {in_all} in all" if config.epochs > 1 else " here"
        assert words == f"About {each}{more}", config


def with_other_layers(config: DigitsConfig) -> DigitsConfig:
    return config.replace(conv_layers=2, channels=(3, 5), pooling=(False, True), hidden=17)


def test_an_estimate_waits_for_python_where_a_gpu_may_train(own_cache: Path) -> None:
    rates = {"digits": [1e-3] * 6, "digits-whole": [1e-3] * 6}
    assert estimate(DigitsConfig(), None).words == "Measuring this machine …"
    step_time.keep(rates)
    assert not estimate(DigitsConfig(), None).moves
    step_time.keep(rates | {"digits-whole@cuda": [1e-4] * 6})
    assert estimate(DigitsConfig(), None).moves
