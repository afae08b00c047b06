"""A server of files, for downloads: it can break off, once, and be told to ignore ranges."""

import contextlib
import re
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves files by their names; breaks off after `cut` bytes, once; can be told to ignore ranges."""

    def __init__(self, files: Mapping[str, bytes]):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.cut, self.ranges_work = dict(files), 0, True
        self.asked: list[str] = []
        """The ranges that were asked for, "" where none was."""
        self.named: list[str] = []

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        name, asked = self.path.removeprefix("/"), self.headers.get("Range", "")
        self.server.asked.append(asked)
        self.server.named.append(name)
        payload = self.server.files[name]
        start = int(re.findall(r"\d+", asked)[0]) if asked and self.server.ranges_work else 0
        if start >= len(payload):
            self.send_error(416)
            return
        body = payload[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut, self.server.cut = self.server.cut, 0
        self.wfile.write(body[:cut] if cut else body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextlib.contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[Server]:
    """A server of these files, which runs meanwhile."""
    with Server(files) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()
