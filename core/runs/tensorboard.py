"""Runs as TensorBoard event files: `tensorboard --logdir FOLDER` then shows them side by side."""

import io
import re
import tempfile
import zipfile
from pathlib import Path

from core.errors import NetsketchError
from core.runs import naming
from core.runs.compare import CURVES
from core.runs.store import Run


def write(runs: list[Run], folder: Path, names: list[str] | None = None) -> None:
    """Write a subfolder for each run, named by its id, or by `names`; TensorBoard's legend calls it so.

    Raises NetsketchError where it cannot be.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as e:
        raise NetsketchError(
            "TensorBoard files need the package tensorboard, which is not installed here: "
            "pip install tensorboard"
        ) from e
    tags = {
        value: name.replace(" ", "/") for name, value in CURVES.items()
    }  # evaluated.loss: test/loss
    try:
        for run, name in zip(runs, names or [run.id for run in runs], strict=True):
            if list((folder / name).glob("events.out.tfevents.*")):
                raise NetsketchError(
                    f"{folder / name} holds event files already; a second telling would be shown "
                    "on top of the first. Name another folder, or delete it."
                )
            started = float(run.record.get("started", run.record["created"]))
            with SummaryWriter(str(folder / name)) as writer:
                writer.add_text("settings", _settings(run))
                for event in run.metrics():
                    for field in ("loss", "accuracy", "balanced_accuracy"):
                        # Balanced accuracy is measured in tests alone.
                        tag = tags.get((event["event"], field)) or "test/balanced accuracy"
                        if event["event"] in ("progress", "evaluated") and field in event:
                            at = started + event["seconds"]
                            writer.add_scalar(tag, event[field], event["step"], at)
    except OSError as e:
        raise NetsketchError(f"{folder} cannot be written: {e.strerror or e}.") from e


def _settings(run: Run) -> str:
    rows = (f"    {field}: {value}" for field, value in run.config.to_dict().items())
    return "\n".join((f"    {run.title}", *rows))  # indented: Markdown leaves it as it is


def zipped(runs: list[Run]) -> bytes:
    """The same as a zip file, with the runs' titles for folders. Raises NetsketchError."""
    titles = [re.sub(r"[^\w .·–-]", "_", run.title).strip(". ") or "run" for run in runs]
    names = naming.distinct(titles, [run.record["created"] for run in runs])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write(runs, folder, [name.replace(":", ".") for name in names])  # of times
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
        return buffer.getvalue()
