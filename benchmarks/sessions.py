"""How long pages take while many use the app at once and two runs train: python -m benchmarks.sessions

Starts the app with empty runs and an empty cache, has it train two runs at a time throughout, and opens
forty sessions at once that speak Streamlit's websocket as its front end does. Each opens a page, looks at
it for five seconds (give or take a half), opens another one, and so on; what a page asks to be run again by
itself is run again. A page's time is from asking for it to the end of its script, as the session sees it.

    --sessions N, --every SECONDS, --seconds SECONDS    how many, how often, how long
    --visitors N    besides: so many visitors come one after another, and go; how the server's memory grows
    --pages         also how long each page took
    --first         server and visitors come before all else that this machine does, the two runs included:
                    for a machine that others use too (Linux, as root)
    --json          one JSON object a line
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.server import serve

PATIENCE = 120  # seconds until an answer that does not come is an error
WARM_SECONDS = 10  # until the workers train
WAITING = 12  # runs handed in at the start; two train at a time
TRAIN = re.compile(rb"/train/[\w-]+/digits")


@dataclass
class Times:
    """Seconds of every page that was opened: when it was asked for, which, how long it took."""

    begun: float = field(default_factory=time.perf_counter)
    pages: list[tuple[float, str, float]] = field(default_factory=list)

    def add(self, page: str, asked: float) -> None:
        self.pages.append((asked - self.begun, page, time.perf_counter() - asked))


class Session:
    """A visitor's websocket. Use it as an async context manager."""

    def __init__(self, url: str):
        self.url = url.replace("http", "ws", 1) + "/_stcore/stream"
        self.pages: dict[str, str] = {}
        """The hash of each page's script by its name."""
        self.done = asyncio.Event()
        self.seen = b""
        """All messages of the page that was opened last."""
        self.again: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Session":
        self.socket = await websockets.connect(
            self.url, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None,
            open_timeout=PATIENCE, ping_interval=None,
        )  # fmt: skip
        self.reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop()
        self.reading.cancel()
        await self.socket.close()

    async def open(self, page: str, query: str = "") -> None:
        """Open a page by its name, "" for the home page, and wait until its script has ended."""
        self._stop()
        self.done.clear()
        self.seen = b""
        message = BackMsg()
        message.rerun_script.query_string = query
        if page in self.pages:
            message.rerun_script.page_script_hash = self.pages[page]
        else:
            message.rerun_script.page_name = page
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self.done.wait(), PATIENCE)

    async def _read(self) -> None:
        async for data in self.socket:
            assert isinstance(data, bytes)
            message = ForwardMsg.FromString(data)
            match message.WhichOneof("type"):
                case "new_session":
                    new = message.new_session
                    self.pages = {p.url_pathname: p.page_script_hash for p in new.app_pages}
                case "auto_rerun":
                    self.again.append(asyncio.create_task(self._again(message.auto_rerun)))
                case "delta":
                    self.seen += data
                case "script_finished":
                    # A fragment's end is not the page's.
                    if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                        self.done.set()

    async def _again(self, asked: Any) -> None:
        """Run a fragment again and again, as its page asks."""
        while True:
            await asyncio.sleep(asked.interval)
            message = BackMsg()
            message.rerun_script.fragment_id = asked.fragment_id
            message.rerun_script.is_auto_rerun = True
            await self.socket.send(message.SerializeToString())

    def _stop(self) -> None:
        for task in self.again:
            task.cancel()
        self.again.clear()


async def train(url: str) -> None:
    """Hand runs in as the Train button does, more than will end meanwhile."""
    async with Session(url) as session:
        await session.open("train_digits", "preset=accurate")
        found = TRAIN.search(session.seen)
        assert found, "the page has no Train button"
        for press in range(WAITING):
            await asyncio.to_thread(post, f"{url}{found[0].decode()}?press={press}")


def post(url: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=PATIENCE):
        pass


async def visit(url: str, every: float, until: float, times: Times, seed: int) -> None:
    """One visitor, from the first page to the end."""
    dice = random.Random(seed)
    asked = time.perf_counter()
    async with Session(url) as session:
        await session.open("")
        times.add("", asked)
        while (wait := every * dice.uniform(0.5, 1.5)) + time.perf_counter() < until:
            await asyncio.sleep(wait)
            page, asked = dice.choice(list(session.pages)), time.perf_counter()
            await session.open(page)
            times.add(page, asked)


async def many(url: str, sessions: int, every: float, seconds: float) -> Times:
    times = Times()
    until = times.begun + seconds
    await asyncio.gather(*(visit(url, every, until, times, seed) for seed in range(sessions)))
    return times


async def come_and_go(url: str, visitors: int, process: psutil.Process) -> list[float]:
    """The server's memory in MB after each third of so many visitors, four at a time."""
    sizes = []
    for _ in range(3):
        for _ in range(visitors // 12):
            async with contextlib.AsyncExitStack() as stack:
                four = [await stack.enter_async_context(Session(url)) for _ in range(4)]
                await asyncio.gather(*(session.open("") for session in four))
                for page in ("train_digits", "runs"):
                    await asyncio.gather(*(session.open(page) for session in four))
        sizes.append(process.memory_info().rss / 1e6)
    return sizes


def come_first(process: psutil.Process) -> None:
    """Real-time scheduling for what it has of threads, and for those that these start."""
    for thread in process.threads():
        os.sched_setscheduler(thread.id, os.SCHED_RR, os.sched_param(1))


def processor_seconds(process: psutil.Process) -> float:
    """The server's alone: unlike its answers, it hardly depends on what else the machine does."""
    used = process.cpu_times()
    return float(used.user + used.system)


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(times: Times, name: str, every: float) -> dict[str, Any]:
    first = [took for asked, _, took in times.pages if asked < every / 2]
    rest = [took for asked, _, took in times.pages if asked >= every / 2]
    every_one = first + rest
    return {
        "figure": name,
        "pages": len(every_one),
        "median": round(statistics.median(every_one), 3),
        "p95": round(quantile(every_one, 0.95), 3),
        "slowest": round(max(every_one), 3),
        "p95_when_all_begin": round(quantile(first, 0.95), 3),
        "p95_after": round(quantile(rest, 0.95), 3) if rest else None,
    }


def show(value: dict[str, Any], as_json: bool) -> None:
    text = "  ".join(f"{k} {v}" for k, v in value.items() if k != "figure")
    print(json.dumps(value) if as_json else f"{value['figure']}: {text}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--every", type=float, nargs="+", default=[5.0, 2.0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--visitors", type=int, default=0)
    parser.add_argument("--pages", action="store_true", help="also the median of each page")
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as server:
        server.wait()
        process = psutil.Process(server.process.pid)
        asyncio.run(train(server.url))
        if args.first:
            time.sleep(WARM_SECONDS)  # its workers are to stay as they are
            come_first(process)
            come_first(psutil.Process())
        for every in args.every:
            before = processor_seconds(process)
            times = asyncio.run(many(server.url, args.sessions, every, args.seconds))
            figures = report(times, f"a page every {every:g} s", every)
            figures["server_cpu_ms_per_page"] = round(
                1000 * (processor_seconds(process) - before) / len(times.pages), 1
            )
            show(figures, args.json)
            if args.pages:
                for page in sorted({page for _, page, _ in times.pages}):
                    took = [t for _, p, t in times.pages if p == page]
                    show({"figure": page or "home", "median": round(statistics.median(took), 3),
                          "p95": round(quantile(took, 0.95), 3), "n": len(took)}, args.json)  # fmt: skip
        if args.visitors:
            sizes = asyncio.run(come_and_go(server.url, args.visitors, process))
            thirds = {f"MB_after_{k}_of_3": round(size) for k, size in enumerate(sizes, 1)}
            show({"figure": f"memory, {args.visitors} visitors"} | thirds, args.json)


if __name__ == "__main__":
    main()
