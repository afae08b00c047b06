"""Compression (gzip) of Streamlit's front end: JavaScript and CSS, packed once, kept in the cache folder.

Streamlit sends 2.3 MB of them to a first visitor as they are, since to compress them anew for each would
cost more than it saves. Their names hold a hash of their content: what was packed once holds for good.
"""

import gzip
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.environment import cache_dir
from core.files import replaced

LEVEL = 4  # 36 ms for all of a first visit, where the best one takes 86 for 5 % less
_NAME = re.compile(r"/static/(js|css)/([\w-][\w.-]*\.[\w-]{8}\.(?:js|css))")
TYPES = {"js": "text/javascript", "css": "text/css"}
HEADERS = {
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
    "Cache-Control": "public, immutable, max-age=31536000",
}


class Packed:
    """Middleware that sends the packed files to browsers that can unpack them; all else passes."""

    def __init__(self, app: ASGIApp, folder: Path, base: str) -> None:
        """Args:
        folder: of Streamlit's static files.
        base: what all paths begin with.
        """
        self.app, self.folder, self.base = app, folder, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp | None = None
        if scope["type"] == "http" and scope["method"] == "GET":
            headers = Headers(scope=scope)
            named = _NAME.fullmatch(scope["path"].removeprefix(self.base))
            if named and "gzip" in headers.get("accept-encoding", "") and "range" not in headers:
                answer = await run_in_threadpool(self._packed, *named.groups())
        await (answer or self.app)(scope, receive, send)

    def _packed(self, kind: str, name: str) -> Response | None:
        """None where there is no such file, or no place to keep it packed."""
        path = cache_dir() / "front-end" / f"{name}.gz"
        try:
            if not path.exists():
                packed = gzip.compress(
                    (self.folder / "static" / kind / name).read_bytes(), LEVEL, mtime=0
                )
                path.parent.mkdir(parents=True, exist_ok=True)
                with replaced(path) as part:
                    part.write_bytes(packed)
            return Response(path.read_bytes(), headers=HEADERS, media_type=TYPES[kind])
        except OSError:
            return None
