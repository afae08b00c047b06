"""Surname data sets: folders of `<Language>.txt`, one surname a line, and splits that never leak.

A spelling is what the network reads (`text.clean`). One spelling may stand in several languages;
all its entries fall on the same side of a split, and no spelling is on both.
"""

import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.cache import cache_dir
from core.config import NamesConfig
from core.errors import DataError, SurnameError
from core.names.text import clean, encode

SHIPPED = Path(__file__).parents[2] / "data" / "surnames"


@dataclass(frozen=True, eq=False)
class Surnames:
    """All distinct (spelling, language) pairs of a data set, n of them, sorted."""

    name: str
    languages: tuple[str, ...]
    spellings: tuple[str, ...]
    """(n,) cleaned letters."""
    labels: np.ndarray
    """(n,) int64, the index of each pair's language."""
    originals: tuple[str, ...]
    """(n,) the surname as the file writes it."""
    fingerprint: str
    """Of the content: two data sets with the same one hold the same pairs."""

    @functools.cached_property
    def languages_of(self) -> dict[str, tuple[str, ...]]:
        """In which languages each spelling stands."""
        found: dict[str, tuple[str, ...]] = {}
        for spelling, label in zip(self.spellings, self.labels, strict=True):
            found[spelling] = (*found.get(spelling, ()), self.languages[label])
        return found

    @functools.cached_property
    def ambiguous(self) -> dict[str, tuple[str, ...]]:
        """The spellings that stand in more than one language."""
        return {s: where for s, where in self.languages_of.items() if len(where) > 1}


@dataclass(frozen=True, eq=False)
class Split:
    """Indices into a `Surnames`, int64: the pairs to train on and those held out."""

    train: np.ndarray
    test: np.ndarray


def folder(name: str) -> Path:
    """Where a data set lies: the shipped one in `data/`, added ones in the user's cache."""
    return SHIPPED if name == "surnames" else cache_dir() / "surnames" / name


def available() -> list[str]:
    """The names of all data sets that can be trained on; the shipped one first."""
    added = cache_dir() / "surnames"
    others = sorted(p.name for p in added.iterdir() if p.is_dir()) if added.is_dir() else []
    return ["surnames", *(n for n in others if not n.startswith("."))]


def load(name: str) -> Surnames:
    """Read a data set. Raises DataError where it is missing or not what it should be."""
    # The name may come from a URL: it is that of a folder here, and nothing else.
    where = folder(name) if re.fullmatch(r"\.?[a-z0-9][a-z0-9-]{0,39}", name) else None
    files = sorted(where.glob("*.txt")) if where and where.is_dir() else []
    if not files:
        if name == "surnames":
            raise DataError(
                "data/surnames is missing; bring it back with: git checkout data/surnames"
            )
        raise DataError(
            f"There is no data set named {name[:60]!r}; the ones here are {', '.join(available())}. "
            "Add it on the Data page, or with: python -m core data add NAME FOLDER"
        )
    return _read(name, tuple((f, f.stat().st_mtime_ns) for f in files))


@functools.lru_cache(maxsize=8)
def _read(name: str, files: tuple[tuple[Path, int], ...]) -> Surnames:
    """`load`, remembered until a file changes."""
    languages = tuple(path.stem for path, _ in files)
    shown = name.removeprefix(".")  # as its user called it: it is read once before it is added
    pairs: dict[tuple[str, int], str] = {}
    for label, (path, _) in enumerate(files):
        before = len(pairs)
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as e:
            raise DataError(
                f"{path.name} of the data set {shown!r} cannot be read as UTF-8 text; replace it."
            ) from e
        for line in lines:
            try:
                pairs.setdefault((clean(line).letters, label), line.strip())
            except SurnameError:
                continue  # a blank line, or one without a letter
        if len(pairs) == before:
            raise DataError(f"{path.name} of the data set {shown!r} has no surnames; fill it.")
    if len(languages) < 2:
        raise DataError(f"The data set {shown!r} has one language; it takes at least two.")
    keys = sorted(pairs, key=lambda k: (k[1], k[0]))
    content = "\n".join(f"{languages[label]}\t{spelling}" for spelling, label in keys)
    return Surnames(
        name=name,
        languages=languages,
        spellings=tuple(s for s, _ in keys),
        labels=np.array([label for _, label in keys], dtype=np.int64),
        originals=tuple(pairs[k] for k in keys),
        fingerprint=hashlib.sha256(content.encode()).hexdigest()[:16],
    )


@functools.lru_cache(maxsize=32)  # a form asks at every change, with the same answer mostly
def split(data: Surnames, test: float | int, seed: int) -> Split:
    """Hold out names for testing, by distinct spelling, drawn from `seed`.

    A share (0.15) is taken of every language's spellings. A number (100) is drawn as the notes did:
    a language, then one of its names, until there are so many. Raises DataError where that
    would leave a language with nothing to train on.
    """
    rng = np.random.default_rng([seed, 1])
    entries: dict[str, list[int]] = {}
    for i, spelling in enumerate(data.spellings):
        entries.setdefault(spelling, []).append(i)
    if isinstance(test, float):
        held: list[int] = []
        for language in range(len(data.languages)):
            # A spelling of several languages is drawn with the first of them.
            own = [e for e in entries.values() if data.labels[e[0]] == language]
            take = max(1, round(test * len(own))) if own else 0
            held += [i for k in rng.permutation(len(own))[:take] for i in own[k]]
        chosen = np.array(sorted(held), dtype=np.int64)
    else:
        if test > len(entries) // 2:
            raise DataError(
                f"test is {test} names, but {data.name!r} has only {len(entries):,} spellings; "
                f"hold out at most {len(entries) // 2}."
            )
        by_language = [np.flatnonzero(data.labels == k) for k in range(len(data.languages))]
        drawn: set[int] = set()
        taken: set[str] = set()
        while len(drawn) < test:
            pick = int(rng.choice(by_language[rng.integers(len(by_language))]))
            if data.spellings[pick] not in taken:
                taken.add(data.spellings[pick])
                drawn.add(pick)
        chosen = np.array(sorted(drawn), dtype=np.int64)
    out = {data.spellings[i] for i in chosen}
    train = np.array([i for i, s in enumerate(data.spellings) if s not in out], dtype=np.int64)
    left = np.bincount(data.labels[train], minlength=len(data.languages))
    if not left.all():
        empty = data.languages[int(np.argmin(left))]
        raise DataError(
            f"Holding out {test} leaves no name of {empty} to train on; hold out fewer."
        )
    return Split(train, chosen)


def split_for(config: NamesConfig) -> tuple[Surnames, Split]:
    """The data set and split that a config asks for. Raises DataError."""
    data = load(config.dataset)
    return data, split(data, config.test, config.seed)


@functools.lru_cache(maxsize=2)  # a worker's next run asks for the same
def encoded(data: Surnames) -> tuple[np.ndarray, np.ndarray]:
    """All names as numbers: letters int64 (n, longest), padded with 0, and lengths int64 (n,)."""
    lengths = np.array([len(s) for s in data.spellings], dtype=np.int64)
    letters = np.zeros((len(lengths), lengths.max()), dtype=np.int64)
    for row, spelling in zip(letters, data.spellings, strict=True):
        row[: len(spelling)] = encode(spelling)
    return letters, lengths
