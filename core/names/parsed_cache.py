"""Cache of large surname data sets as they were parsed, for the next process: a million lines take
seconds to read, and every worker reads them."""

import contextlib
import json
import os
import threading
from pathlib import Path

import numpy as np

from core.environment import cache_dir

# Goes up whenever names come to be read otherwise: what was kept until then is made anew.
VERSION = 1

Parsed = tuple[tuple[str, ...], tuple[str, ...], np.ndarray, tuple[str, ...]]
"""Languages, spellings (n,), labels int64 (n,) and originals (n,) of `data.Surnames`."""


def _path(name: str) -> Path:
    return cache_dir() / "surnames-read" / f"{name}.npz"


def kept(name: str, state: object) -> Parsed | None:
    """What was parsed when the files were in this state; None where they have changed since, where
    nothing was kept, or where that is damaged."""
    try:
        with _path(name).open("rb") as raw, np.load(raw) as file:
            header = json.loads(bytes(file["header"]))
            if header["state"] != json.loads(json.dumps([VERSION, state])):
                return None
            spellings, originals = (
                bytes(file[k]).decode().split("\n") for k in ("spellings", "originals")
            )
            labels = file["labels"].astype(np.int64)
            if not len(spellings) == len(originals) == len(labels):
                return None
            return tuple(header["languages"]), tuple(spellings), labels, tuple(originals)
    except Exception:  # a file can be damaged in a dozen ways, and this is only a copy
        return None


def keep(name: str, state: object, parsed: Parsed) -> None:
    """Keep what was parsed. A full disk costs the next process its seconds, no more."""
    languages, spellings, labels, originals = parsed
    header = json.dumps({"state": [VERSION, state], "languages": languages})
    texts = {"header": header, "spellings": "\n".join(spellings), "originals": "\n".join(originals)}
    path = _path(name)
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                arrays = {k: np.frombuffer(text.encode(), np.uint8) for k, text in texts.items()}
                np.savez(file, labels=labels, **arrays)  # type: ignore[arg-type]
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
