"""The app on a free port for browser tests: its cache holds already what each server makes anew else."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from core.digits import data
from core.environment import cache_dir
from core.runs import speed_probes
from scripts.server import ROOT, Server
from scripts.server import serve as serve_bare

SHARED = ("MNIST", "front-end", "surnames-read")
"""Folders that are the same for every server: files that are unpacked, packed or parsed once."""
RATES = {
    4: [1e-3, 5e-9, 5e-11, 1e-10],
    5: [1.5e-4, 4e-6, 4e-6, 1.2e-5, 6e-6],
    6: [5e-4, 5e-4, 1e-9, 4e-11, 1e-10, 2e-9],
}
"""About what two cores take, by the number of kinds of work. Measured, they take ten seconds of computing
once the first page stands, beside whatever is tested."""


@contextlib.contextmanager
def serve(
    home: Path, app: Path = ROOT / "app.py", base: str = "", port: int = 0, **environment: str
) -> Iterator[Server]:
    """As `scripts.server.serve`."""
    own, common = home / "cache", cache_dir()
    own.mkdir(parents=True, exist_ok=True)
    data.unpack("mnist")
    for part in SHARED:
        (common / part).mkdir(exist_ok=True)
        if not (own / part).exists():
            (own / part).symlink_to(common / part)
    rates = {group: RATES[n] for group, n in speed_probes.sizes().items()}
    (own / "speed.json").write_text(json.dumps(rates))
    with serve_bare(home, app, base, port, **environment) as server:
        yield server
