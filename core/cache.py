"""Where unpacked and downloaded data live."""

import os
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """NETSKETCH_CACHE, or the user's cache folder."""
    return Path(os.environ.get("NETSKETCH_CACHE") or platformdirs.user_cache_dir("netsketch"))
