"""The name of a run: the preset it is nearest to and what differs from it ("Quick CNN · seed 3").

It follows from the settings alone, so that runs of one config have one name, whoever started them and
from whatever form; where there are several, all but the first are numbered ("Quick CNN · 2nd run").
Nothing here imports PyTorch.
"""

import functools
import os
import time
from collections.abc import Sequence
from pathlib import Path

from core import files
from core.errors import NetsketchError
from core.problems import problem
from core.runs.migration import move_parts_of_record
from core.settings.config import Config
from core.settings.words import phrase

SEPARATOR = " · "


def name(config: Config) -> str:
    """What a run of these settings is called: "Three pools · 9 channels · rate 0.3 · 1 epoch"."""
    return _name(config)


@functools.lru_cache(maxsize=4096)
def _name(config: Config) -> str:
    mine = features(config)
    title, near = _nearest(type(config), mine)
    parts = title.split(SEPARATOR)
    for field, words in mine.items():
        old = near[field]
        if words == old:
            continue
        if all(word in parts for word in old):  # the title says what it is not: say what it is
            at = parts.index(old[0])
            parts = [p for p in parts if p not in old]
            parts[at:at] = words
        else:
            parts += [w[0].lower() + w[1:] if w[1:2].islower() else w for w in words]
    return SEPARATOR.join(parts)


def nearest(config: Config) -> str:
    """The title of the preset that a config is nearest to, with which its name begins."""
    return _nearest_title(config)


@functools.lru_cache(maxsize=4096)
def _nearest_title(config: Config) -> str:
    return _nearest(type(config), features(config))[0]


def _nearest(
    cls: type[Config], mine: dict[str, tuple[str, ...]]
) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Of `_bases`, the one from which the fewest features differ, the seed aside."""

    def distance(base: tuple[str, dict[str, tuple[str, ...]]]) -> int:
        return sum(mine[f] != words for f, words in base[1].items() if f != "seed")

    return min(_bases(cls), key=distance)  # type: ignore[arg-type]


def features(config: Config) -> dict[str, tuple[str, ...]]:
    """The settings of a config as phrases, the network's first; each phrase is a part of a name."""
    seed = phrase(type(config), "seed", config.seed)
    return problem(config.kind).phrases(config) | {"seed": (seed,)}


@functools.cache
def _bases(cls: type[Config]) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    """What names start from: every preset, and for what resembles none the first two features of the
    plain config."""
    plain = features(cls())
    first = SEPARATOR.join(word for words in list(plain.values())[:2] for word in words)
    presets = ((p.title, cls.from_dict(p.config.to_dict())) for p in problem(cls.kind).presets)
    return [(title, features(config)) for title, config in presets] + [(first, plain)]


def in_sweep(config: Config) -> str:
    """The name of a sweep's run, whose seed is always said."""
    seed = phrase(type(config), "seed", config.seed)
    found = name(config)
    return found if found.endswith(seed) else found + SEPARATOR + seed


def is_own(title: str, kind: str, preset: str) -> bool:
    """Whether a title in a run's record is somebody's own words. Earlier versions wrote the preset's
    title there, and after the doctor's button "Quick CNN · head: logits"."""
    known = {p.name: p.title for p in problem(kind).presets}
    made = SEPARATOR in title and ": " in title.rpartition(SEPARATOR)[2]
    ours = known.get(preset, "").startswith(title.replace(", ", SEPARATOR))
    return bool(title) and not made and not ours


# -- several runs of one config


def numbered(path: Path, found: str) -> str:
    """A name with its number among the runs beside this one, in the order in which they were made."""
    number = _numbers(path).get(path.name, 1)
    return found if number == 1 else f"{found}{SEPARATOR}{ordinal(number)} run"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_folders: dict[Path, tuple[int, dict[str, int]]] = {}
_seen: dict[tuple[str, int], tuple[str, float]] = {}
MOST_SEEN = 20_000


def _numbers(path: Path) -> dict[str, int]:
    """Folder -> its number among those of the same name beside it; read anew when one came or went."""
    folder = path.parent
    try:
        stamp = folder.stat().st_mtime_ns
        known = _folders.get(folder)
        # A folder is listed before its run.json is written: one that is missing is looked for again.
        if known and known[0] == stamp and path.name in known[1]:
            return known[1]
        groups: dict[str, list[tuple[float, str]]] = {}
        for entry in os.scandir(folder):
            if made := _made(entry):
                groups.setdefault(made[0], []).append((made[1], entry.name))
    except OSError:
        return {}
    numbers = {
        entry: number
        for group in groups.values()
        for number, (_, entry) in enumerate(sorted(group), 1)
    }
    _folders.clear()
    _folders[folder] = stamp, numbers
    return numbers


def _made(entry: "os.DirEntry[str]") -> tuple[str, float] | None:
    """The name of the run in a folder and when it was made, kept until `forget`; None where there is none
    that can be read."""
    key = entry.path, entry.inode()
    if key in _seen:
        return _seen[key]
    try:
        record = move_parts_of_record(files.read_json(Path(entry.path, "run.json")))
        config = problem(record["kind"]).Config.from_dict(record["config"])
        made = name(config), float(record["created"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, NetsketchError):
        return None
    if len(_seen) >= MOST_SEEN:
        _seen.clear()
    _seen[key] = made
    return made


def forget(path: Path) -> None:
    """A run's settings have changed, which happens where it is extended: read them anew."""
    for key in [key for key in list(_seen) if key[0] == str(path)]:
        _seen.pop(key, None)
    _folders.clear()


def distinct(titles: Sequence[str], created: Sequence[float]) -> list[str]:
    """Titles that differ from each other: where some are the same, with when their runs were started
    (seconds since the epoch), and where that is the same too, with a number."""
    found = list(titles)
    for form in ("%d %b, %H:%M", "%d %b, %H:%M:%S"):
        if len(set(found)) == len(found):
            return found
        stamps = (time.strftime(form, time.localtime(at)) for at in created)
        found = [
            f"{title}{SEPARATOR}{stamp}" if titles.count(title) > 1 else title
            for title, stamp in zip(titles, stamps, strict=True)
        ]
    return [
        f"{title} ({found[:k].count(title) + 1})" if found.count(title) > 1 else title
        for k, title in enumerate(found)
    ]
