"""Run directories that were never trained, for the tests of all that lists runs."""

from typing import Any

from core.digits.config import DigitsConfig
from core.runs import store
from core.runs.store import Run
from core.settings.config import Config


def folder(name: str, config: Config, created: float, **fields: Any) -> Run:
    """A run in a folder of that name, that was created then, and other fields of its record."""
    run = store.create(config, path=store.runs_dir() / name)
    store.write_json(run.path / "run.json", run.record | {"created": created} | fields)
    return Run(run.path)


def finished(**record: Any) -> Run:
    run = store.create(DigitsConfig())
    store.write_json(run.path / "run.json", run.record | {"status": "finished"} | record)
    return Run(run.path)
