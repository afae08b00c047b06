"""Command-line options and output that the commands share, an option for each setting of a config."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from core.errors import RunError
from core.problems import PROBLEMS
from core.settings.config import parse_value
from core.settings.execution import EARLIER_NAMES
from core.settings.setting import Setting, settings


class Parser(argparse.ArgumentParser):
    """One sentence on stderr and exit status 2, like every other error here."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def emit(as_json: bool, value: dict[str, Any], text: str) -> None:
    """Print a value as a line of JSON, or the text that says the same."""
    print(json.dumps(value, ensure_ascii=False) if as_json else text, flush=True)


def write(path: Path, content: bytes) -> None:
    """Write a file that the options name. Raises RunError."""
    try:
        path.write_bytes(content)
    except OSError as e:
        raise RunError(f"{path} cannot be written: {e.strerror or e}.") from e


def add_fields(parser: argparse.ArgumentParser, fields: Mapping[str, Setting]) -> None:
    """An option for each field of a config, with its help."""
    for field, known in fields.items():
        names = [field, *(old for old, new in EARLIER_NAMES.items() if new == field)]
        parser.add_argument(
            *dict.fromkeys(f"--{n}" for name in names for n in (name.replace("_", "-"), name)),
            dest=field,
            type=parse_value,
            metavar="VALUE",
            help=known.help.replace("%", "%%"),
        )


def given_fields(args: argparse.Namespace) -> dict[str, Any]:
    """The configs' fields that were named, with their values."""
    names = {name for p in PROBLEMS.values() for name in settings(p.Config)}
    return {n: v for n in sorted(names) if (v := getattr(args, n, None)) is not None}
