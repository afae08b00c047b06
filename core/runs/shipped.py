"""Shipped networks: a small trained one of each kind, in the repository, for who has trained none yet."""

from pathlib import Path

from core.errors import RunError
from core.runs.store import Run

FOLDER = Path(__file__).parents[2] / "data" / "shipped"


def shipped(kind: str) -> Run:
    """The network that ships for a kind, as the run that it was trained in. Raises RunError where there is
    none."""
    if not (FOLDER / kind / "run.json").is_file():
        raise RunError(
            f"No network for {kind} ships with Netsketch; train one, or bring data/shipped back from the "
            "repository."
        )
    return Run(FOLDER / kind)


def ships(run: Run) -> bool:
    """Whether a run is one that `shipped` gives."""
    return run.path.parent == FOLDER


def shipped_kinds() -> list[str]:
    """The kinds for which a network ships."""
    return sorted(path.parent.name for path in FOLDER.glob("*/run.json"))
