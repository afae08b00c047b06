"""How long training will take on this machine, before it is tried.

A step costs a fixed share (calls), a share for every number that a layer writes (memory), and a
share for every multiply-add. A worker measures a few networks once and solves for the three; the
answer is kept in the cache folder. No PyTorch is needed to read it.
"""

import functools
import json
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np

from core import reading
from core.config import CELLS, GATES, NOTES_CELLS, AnyConfig, DigitsConfig, NamesConfig
from core.digits.trace import trace
from core.environment import cache_dir
from core.temporary import remove_parts, replaced

LETTERS = 8.0  # of a typical surname
PROBE_SECONDS = 0.12


def _path() -> Path:
    return cache_dir() / "speed.json"


def _features(config: AnyConfig) -> np.ndarray:
    """(3,) per step: 1, numbers written, multiply-adds; forward alone, the rest is in the rates."""
    if isinstance(config, DigitsConfig):
        layers = trace(config)
        written = sum(float(np.prod(layer.shape)) for layer in layers)
        per_item = np.array([written, sum(layer.multiply_adds for layer in layers)])
    else:
        gates, h = GATES[config.cell], config.hidden_size
        per_item = LETTERS * np.array([gates * h, gates * h * h], dtype=float)
    return np.array([1.0, *(config.batch_size * per_item)])


def _group(config: AnyConfig) -> str:
    """Configs whose steps run the same code, and so share their rates."""
    whole = "-whole" if config.parts == 1 else ""  # its parts take a core each
    if isinstance(config, DigitsConfig):
        return f"digits{whole}"
    single = config.cell in NOTES_CELLS and config.batch_size == 1 and config.optimizer == "sgd"
    return f"names-{config.cell}" + ("-single" if single else whole)


def _probes() -> list[AnyConfig]:
    digits: list[AnyConfig] = [
        DigitsConfig(conv_layers=1, channels=4, hidden=32, batch_size=16),
        DigitsConfig(conv_layers=1, channels=8, hidden=512),
        DigitsConfig(conv_layers=2, channels=16),
        DigitsConfig(conv_layers=3, channels=6),
        DigitsConfig(conv_layers=2, channels=(16, 32), pooling=(True, False)),
    ]
    sizes = ((16, 16), (64, 64), (128, 128))
    names: list[AnyConfig] = [
        NamesConfig(cell=cell, hidden_size=h, batch_size=b) for cell in CELLS for h, b in sizes
    ]
    single: list[AnyConfig] = [
        NamesConfig(cell=cell, hidden_size=h, batch_size=1, optimizer="sgd", learning_rate=0.001)
        for cell in NOTES_CELLS
        for h in (16, 64, 256)
    ]
    batches = digits + names
    return [config.replace(parts=k) for k in (1, 2) for config in batches] + single


def groups() -> list[str]:
    """What `measure` is to be called with, each a fraction of a second, on an idle machine."""
    return list(dict.fromkeys(map(_group, _probes())))


def measure(group: str) -> list[float]:
    """The rates (3,) of a group's configs, in a worker."""
    from core.training.loop import Trainer

    rows = []
    for config in _probes():
        if _group(config) != group:
            continue
        task = Trainer(config).task
        task.step(0, 0.0)
        taken: list[float] = []
        while sum(taken) < PROBE_SECONDS or len(taken) < 3:
            begun = time.perf_counter()
            loss, *_ = task.step(1 + len(taken), 0.0)
            float(loss)  # where a GPU computes, it has done so by then
            taken.append(time.perf_counter() - begun)
        # Not the mean: while another program has the cores a step takes many times as long, and the
        # answer is kept for good.
        rows.append((_features(config), float(np.quantile(taken, 0.25))))
    return list(map(float, _solve(rows)))


def keep(rates: dict[str, list[float]]) -> None:
    """Remember the rates of all groups."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_parts(path.parent)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)  # a file cannot replace it
    with replaced(path) as part:
        part.write_text(json.dumps(rates))


@functools.lru_cache(maxsize=1)
def _kept(path: Path, _changed: int) -> dict[str, list[float]]:
    """The rates of each group in the cache, those alone that can be rates; {} where it is damaged. A sweep
    asks for every one of its runs."""
    try:
        kept = reading.read_json(path)
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {group: rates for group, rates in kept.items() if _are_rates(rates)}


def _are_rates(rates: Any) -> bool:
    """Whether these are three numbers from 0 on, not all 0, and of seconds that a step may take."""
    return (
        isinstance(rates, list)
        and len(rates) == 3
        and all(type(rate) in (int, float) and 0 <= rate < 1e3 for rate in rates)
        and any(rates)
    )


def _solve(found: list[tuple[np.ndarray, float]]) -> np.ndarray:
    """Rates of at least 0 that fit the measured seconds best, relative to each: (3,).

    The best subset of features whose least-squares rates are all positive; with three features
    trying all seven subsets is the simplest way.
    """
    features = np.array([f for f, _ in found])
    seconds = np.array([s for _, s in found])
    a = features / seconds[:, None]
    best, answer = np.inf, np.zeros(features.shape[1])
    for chosen in range(1, 8):
        columns = [k for k in range(3) if chosen >> k & 1]
        rates = np.linalg.lstsq(a[:, columns], np.ones(len(a)), rcond=None)[0]
        error = float(((a[:, columns] @ rates - 1) ** 2).sum())
        if (rates >= 0).all() and error < best:
            best, answer = error, np.zeros(3)
            answer[columns] = rates
    return answer


def seconds_per_step(config: AnyConfig) -> float | None:
    """Seconds of one training step, or None where this machine has not been measured yet."""
    try:
        rates = _kept(path := _path(), path.stat().st_mtime_ns).get(_group(config))
    except OSError:
        return None
    return None if rates is None else float(_features(config) @ np.array(rates))


def multiply_adds(config: AnyConfig) -> float:
    """Multiply-adds of one training step, forward alone."""
    return float(_features(config)[2])


def known() -> bool:
    """Whether every group has been measured, by this Netsketch: another one may be faster."""
    try:
        stamp = (path := _path()).stat()
    except OSError:
        return False
    kept = _kept(path, stamp.st_mtime_ns)
    return stamp.st_mtime > _newest_source() and set(groups()) <= kept.keys()


@functools.cache
def _newest_source() -> float:
    """When the code that trains was last changed here, in seconds since 1970."""
    return max(file.stat().st_mtime for file in Path(__file__).parents[1].rglob("*.py"))
