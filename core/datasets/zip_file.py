"""Unpacking of a zip file that comes from anywhere: climbing paths, links, bombs and damage are refused.

Nothing is written: what is wanted of it comes back as bytes, by its path in the archive.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Callable
from lzma import LZMAError
from pathlib import PurePosixPath

from core.errors import DataError
from core.files import reason


def unpacked(
    content: bytes,
    shown: str,
    most: Callable[[PurePosixPath], int],
    together: int,
    entries: int = 10_000,
) -> list[tuple[PurePosixPath, bytes]]:
    """The files of a zip file that are wanted, in its order, with their paths there.

    `shown` is what to call the archive in sentences. `most` says how many bytes a file may have, 0 of one
    that is passed over; `together` how many all of them may have, and `entries` how many the archive may
    hold. Raises DataError.
    """
    found: list[tuple[PurePosixPath, bytes]] = []
    left = together
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            if len(listed) > entries:
                raise DataError(
                    f"{shown} holds {len(listed):,} files; at most {entries:,} are read."
                )
            for entry in listed:
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                if path.is_absolute() or ".." in path.parts:
                    raise DataError(
                        f"{shown} holds a file that would lie outside of its folder; it was not made here."
                    )
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise DataError(
                        f"{shown} holds a link, which is not followed: pack files alone."
                    )
                # Python's is_dir() fails on a file without a name.
                limit = 0 if not entry.filename or entry.is_dir() else most(path)
                if not limit:
                    continue
                # What the archive says of a size may be wrong: no more than is allowed is unpacked.
                large = entry.file_size > limit
                if not large:
                    with archive.open(entry) as file:
                        unpacked = file.read(min(limit, left) + 1)
                    large = len(unpacked) > limit
                if large:
                    raise DataError(
                        f"{path.name[:60]} in {shown} is too large: it may have {limit / 1e6:g} MB."
                    )
                left -= len(unpacked)
                if left < 0:
                    raise DataError(
                        f"{shown} holds more than {together / 1e6:g} MB; leave out some."
                    )
                found.append((path, unpacked))
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError) as e:
        raise DataError(f"{shown} is no zip file, or a damaged one ({reason(e)}).") from e
    except (NotImplementedError, RuntimeError) as e:  # another method, a password
        raise DataError(f"{shown} cannot be unpacked: {reason(e)}.") from e
    return found
