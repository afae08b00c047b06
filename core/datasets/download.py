"""Downloads: a file fetched piece by piece, which goes on where it broke off."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from core.environment import cache_dir
from core.errors import DataError

Show = Callable[[int, int], object]
"""Called with the bytes that have arrived, and with how many there are."""


def fetched(url: str, name: str, what: str, show: Show, most: int, otherwise: str = "") -> bytes:
    """The content of a file of at most so many bytes. What has arrived lies in the cache under `name`, and
    an interrupted download goes on where it broke off.

    Raises DataError, in which `what` stands for the files and `otherwise` says how to do without them:
    without a network, for a file that is larger, while another page or process downloads it, and where it
    cannot be written.
    """
    where = cache_dir() / "downloads" / f"{name}.part"
    lock = cache_dir() / "locks" / f"{where.name}.lock"
    try:
        for folder in (where.parent, lock.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            _fetch(url, where, show, most)
            content = where.read_bytes()
            where.unlink()
            return content
    except Timeout as e:
        raise DataError(
            f"{what} are on their way already, for another page or command: wait for that."
        ) from e
    except DataError:
        where.unlink(missing_ok=True)
        raise
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as e:
        reason = getattr(e, "reason", e)
        raise DataError(
            f"{what} could not be downloaded ({reason}). Check the network and try again: what has "
            f"arrived is kept. {otherwise}".strip()
        ) from e
    except OSError as e:
        raise DataError(
            f"The download could not be written to {where.parent} ({e.strerror or e}); free some "
            "space, or name another folder in NETSKETCH_CACHE."
        ) from e


def _fetch(url: str, where: Path, show: Show, most: int) -> None:
    done = where.stat().st_size if where.exists() else 0
    headers = {"User-Agent": "netsketch"} | ({"Range": f"bytes={done}-"} if done else {})
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20)
    except urllib.error.HTTPError as e:
        if e.code == 416 and done:  # nothing is missing
            return
        raise
    with answer:
        if answer.status != 206:
            done = 0
        total = done + int(answer.headers.get("Content-Length") or 0)
        with where.open("ab" if done else "wb") as f:
            while chunk := answer.read(64 * 1024):
                f.write(chunk)
                done += len(chunk)
                show(done, max(total, done))
                if done > most:
                    raise DataError("The download is far larger than it should be; stopped.")
        if done < total:
            raise ConnectionError(f"it broke off after {done:,} of {total:,} bytes")
