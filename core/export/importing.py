"""Import of a trained network: a zip archive or the files of a run directory become a run of one's own.

They come from anywhere. Nothing of them is run, no path of theirs is used, and what does not fit leaves
nothing behind.
"""

import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import safetensors.numpy
from safetensors import SafetensorError

from core import files
from core.datasets import zip_file
from core.errors import DataError, NetsketchError, RunError
from core.export.archive import OWN_WEIGHTS, RUN_FILES, WEIGHTS
from core.files import writing
from core.problems import problem
from core.runs import annotations, store
from core.runs.store import Run

MOST_PACKED = 200_000_000  # bytes
MOST_UNPACKED = {"run.json": 1_000_000, "title.txt": 4_000, "result.json": 20_000_000}
MOST_UNPACKED |= {annotations.FILE: annotations.MOST_BYTES}
MOST_OTHERWISE = 200_000_000
MOST_ENTRIES = 10_000
WANTED = (*RUN_FILES, WEIGHTS, OWN_WEIGHTS)


def import_path(path: Path) -> Run:
    """Import a zip file, or a run directory. Raises RunError."""
    try:
        if path.is_dir():
            found = {name: path / name for name in WANTED if (path / name).is_file()}
            limited = {n: files.read_bytes(p, _most(n)) for n, p in found.items()}
            return import_files(limited, path.name)
        return import_zip(files.read_bytes(path, MOST_PACKED), path.name)
    except OSError as e:
        raise RunError(f"{files.printable(path.name)} cannot be read: {files.reason(e)}.") from e


def import_zip(packed: bytes, name: str) -> Run:
    """Import the content of a zip file; `name` is what to call it in sentences. Raises RunError."""
    return import_files(_unpacked(packed, name), name)


def import_files(content: Mapping[str, bytes], name: str) -> Run:
    """Import the files of a network by their names: run.json and weights, and curves where they are there.

    Raises RunError, and leaves nothing behind, where they are not what they should be.
    """
    shown = files.printable(name)[:80]
    record = _record(content, shown)
    kind, config = record["kind"], problem(record["kind"]).Config.from_dict(record["config"])
    classes = record.get("classes") or problem(kind).labels(config) or ()
    weights = _weights(content, kind, config, len(classes), shown)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    path = store.runs_dir() / f"{kind}-{stamp}-{secrets.token_hex(4)}"
    with writing("The run could not be written in the runs folder", new=True):
        try:
            path.mkdir(parents=True)
            (path / OWN_WEIGHTS).write_bytes(safetensors.numpy.save(weights))
            for part in set(RUN_FILES) & content.keys() - {"run.json", annotations.FILE}:
                (path / part).write_bytes(content[part])
            files.write_json(path / "run.json", record)  # from here on it is a run
            run = Run(path)
            written = content.get(annotations.FILE, b"").decode(errors="replace")
            found = annotations.parsed(written)
            annotations.write(run, found.note, found.tags)
            return run
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise


def _most(name: str) -> int:
    return MOST_UNPACKED.get(name, MOST_OTHERWISE)


def _unpacked(packed: bytes, name: str) -> dict[str, bytes]:
    """The wanted files of a zip file, from its top or from the one folder that holds them all."""
    shown = files.printable(name)[:80]

    def most(path: PurePosixPath) -> int:
        return _most(path.name) if path.name in WANTED and len(path.parts) <= 2 else 0

    found: dict[str, bytes] = {}
    try:
        for path, content in zip_file.unpacked(packed, shown, most, MOST_OTHERWISE, MOST_ENTRIES):
            if path.name in found:
                raise DataError(
                    f"{shown} holds {path.name} more than once: import one network at a time."
                )
            found[path.name] = content
    except DataError as e:
        raise RunError(str(e)) from e
    return found


def _record(content: Mapping[str, bytes], shown: str) -> dict[str, Any]:
    """The run.json of a network that can be taken in, as it will stand in its directory."""
    if "run.json" not in content:
        raise RunError(
            f"{shown} has no run.json: give a zip file that Netsketch made of a network, or the files of a "
            "run's folder."
        )
    try:
        record = store.checked_record(files.parsed(content["run.json"].decode("utf-8-sig")))
        if record["schema"] != store.SCHEMA:
            raise ValueError(f"it is of format {str(record['schema'])[:20]}")
        config = problem(record["kind"]).Config.from_dict(record["config"])
        if not (record.get("classes") or problem(record["kind"]).labels(config)):
            raise ValueError("it names no classes")
    except (KeyError, TypeError, ValueError, NetsketchError) as e:
        raise RunError(f"run.json in {shown} is not one of ours: {files.reason(e)}.") from e
    finished = record["status"] == "finished"
    return record | {
        "status": "finished" if finished else "stopped",
        "owner": "",
        "imported": time.time(),
    }


def _weights(
    content: Mapping[str, bytes], kind: str, config: Any, classes: int, shown: str
) -> dict[str, np.ndarray]:
    """The weights by our names, of the shapes that the config's network has."""
    known = problem(kind)
    name = WEIGHTS if WEIGHTS in content else OWN_WEIGHTS
    if name not in content:
        raise RunError(
            f"{shown} has neither {WEIGHTS} nor {OWN_WEIGHTS}; weights of another format are not taken, "
            "for some can hold programs."
        )
    try:
        found = safetensors.numpy.load(content[name])
        if name == WEIGHTS:
            found = known.own_weights(config, found)
    except (SafetensorError, KeyError, IndexError, ValueError, TypeError, AttributeError) as e:
        raise RunError(f"{name} in {shown} is damaged, or of another network.") from e
    wanted = known.weight_shapes(config, classes)
    if (wrong := _misfit(found, wanted)) is not None:
        raise RunError(f"{name} in {shown} does not fit the settings in its run.json: {wrong}.")
    return {k: np.ascontiguousarray(found[k]) for k in wanted}


def _misfit(found: Mapping[str, np.ndarray], wanted: Mapping[str, tuple[int, ...]]) -> str | None:
    """What is wrong with weights, in words."""
    for name, shape in wanted.items():
        if name not in found:
            return f"{name} is missing"
        if found[name].shape != shape:
            have = " × ".join(map(str, found[name].shape)) or "a single number"
            return f"{name} is {have}, and should be {' × '.join(map(str, shape))}"
        if found[name].dtype != np.float32:
            return f"{name} holds {found[name].dtype}, and should hold float32"
    return None
