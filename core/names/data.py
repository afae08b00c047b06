"""Surname data sets: folders of `<Language>.txt`, one surname a line, and splits that never leak.

A spelling is what the network reads (`text.clean`). One spelling may stand in several languages;
all its entries fall on the same side of a split, and no spelling is on both.
"""

import contextlib
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.environment import cache_dir
from core.errors import DataError, SurnameError
from core.files import read_bytes
from core.names import parsed_cache
from core.names.config import NamesConfig
from core.names.name_sets import MARK, SETS, SURNAMES, NameSet, words_in
from core.names.parsed_cache import Parsed
from core.names.surname_files import decoded, language_of, surnames_of
from core.names.text import clean, encode
from core.settings.dataset_names import DATASET

SHIPPED = Path(__file__).parents[2] / "data"
LARGEST = 50_000_000  # bytes; nothing was ever added that is larger
KEPT_FROM = 500_000  # bytes, from which on reading a set takes long enough to keep what it came to


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
    """Where a data set lies: a shipped one in `data/`, added ones in the user's cache."""
    added = cache_dir() / "surnames" / name
    # Somebody may have added cities of their own before any shipped.
    shipped = name == "surnames" or (name in SETS and not _is_folder(added))
    return SHIPPED / name if shipped else added


def words_of(name: str) -> NameSet:
    """What the names of a data set, and their classes, are called."""
    where = folder(name) if DATASET.fullmatch(name) else None
    if where is None:
        return SURNAMES
    return SETS[name] if where == SHIPPED / name else words_in(where)


def available() -> list[str]:
    """The names of all data sets that are here, readable or not; the shipped ones first."""
    found = []
    with contextlib.suppress(OSError):
        for path in (cache_dir() / "surnames").iterdir():
            # What has another name was not added by us. A link to nowhere was, and is reported as one.
            if DATASET.fullmatch(path.name) and (path.is_symlink() or _is_folder(path)):
                found.append(path.name)
    return [*SETS, *sorted(set(found) - SETS.keys())]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder of somebody else's: `load` says so
        return True


def load(name: str) -> Surnames:
    """Read a data set. Raises DataError where it is missing or not what it should be."""
    # The name may come from a URL: it is that of a folder here, and nothing else.
    where = folder(name) if DATASET.fullmatch(name) else None
    try:
        files = tuple(
            (f, s.st_size, s.st_mtime_ns)
            for f in (sorted(where.iterdir()) if where else ())
            if language_of(f.name) and (s := f.stat())
        )
    except FileNotFoundError as e:
        files = ()
        if where and where.is_dir():
            raise _unreadable(Path(e.filename), name, e) from e
    except OSError as e:
        raise _unreadable(Path(e.filename), name, e) from e
    if not files:
        if name in SETS:
            raise DataError(f"data/{name} is missing; bring it back with: git checkout data/{name}")
        raise DataError(
            f"There is no data set named {name[:60]!r}; the ones here are {', '.join(available())}. "
            "Add it on the Data page, or with: python -m core data add NAME FOLDER"
        )
    if (size := sum(size for _, size, _ in files)) > LARGEST:
        raise DataError(
            f"The data set {name!r} has {size / 1e6:,.0f} MB; at most {LARGEST / 1e6:.0f} MB can be "
            "read. Leave out some of its names."
        )
    return _read(name, files)


@functools.lru_cache(maxsize=8)
def _read(name: str, files: tuple[tuple[Path, int, int], ...]) -> Surnames:
    """`load`, remembered until a file changes; a large one on disk too, for the next process."""
    # Sets of earlier versions have no mark, and are read as they were then: runs that were trained on
    # them know those spellings.
    shipped = files[0][0].parent == SHIPPED / name
    by_letter = not shipped and not files[0][0].with_name(MARK).exists()
    large = sum(size for _, size, _ in files) >= KEPT_FROM
    state = [by_letter, [(f.name, size, changed) for f, size, changed in files]]
    parsed = parsed_cache.kept(name, state) if large else None
    if not parsed:
        contents = {}
        for file, _, _ in files:
            try:
                contents[file.name] = read_bytes(file)
            except OSError as e:
                raise _unreadable(file, name, e) from e
        parsed = parse(name, contents, by_letter)
        if large:
            parsed_cache.keep(name, state, parsed)
    languages, spellings, labels, originals = parsed
    of = (f"{languages[k]}\t{s}" for s, k in zip(spellings, labels.tolist(), strict=True))
    fingerprint = hashlib.sha256("\n".join(of).encode()).hexdigest()[:16]
    return Surnames(name, languages, spellings, labels, originals, fingerprint)


def _unreadable(file: Path, name: str, e: OSError) -> DataError:
    return DataError(
        f"{file.name} of the data set {name!r} cannot be read ({e.strerror or e}); replace it."
    )


def parse(name: str, contents: Mapping[str, bytes], by_letter: bool = False) -> Parsed:
    """A data set from the contents of its files, by their names. Raises DataError.

    `by_letter` reads it as earlier versions did: a whole line is the surname, a letter at a time.
    """
    files = [(language, file) for file in sorted(contents) if (language := language_of(file))]
    languages = tuple(language for language, _ in files)
    for language, file in files:
        if not language.isprintable():  # a byte that is no UTF-8, a line break
            raise DataError(
                f"A file of the data set {name!r} is named {file[:60]!r}, which names no language; "
                "rename it."
            )
    pairs: dict[tuple[str, int], str] = {}
    for label, (_, file) in enumerate(files):
        before, shown = len(pairs), f"{file} of the data set {name!r}"
        if by_letter:
            surnames = [line.strip() for line in decoded(contents[file], shown).splitlines()]
        else:
            surnames = surnames_of(contents[file], shown)
        for surname in surnames:
            try:
                pairs.setdefault((clean(surname, by_letter).letters, label), surname)
            except SurnameError:
                continue  # a blank line, or one without a letter
        if len(pairs) == before:
            raise DataError(f"{shown} has no surnames; fill it.")
    if len(languages) < 2:
        raise DataError(f"The data set {name!r} has one language; it takes at least two.")
    keys = sorted(pairs, key=lambda k: (k[1], k[0]))
    return (
        languages,
        tuple(s for s, _ in keys),
        np.array([label for _, label in keys], dtype=np.int64),
        tuple(pairs[k] for k in keys),
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
