"""Broken neighbours: what may lie in a runs folder beside a good run."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.digits.config import DigitsConfig
from core.runs import store
from tests.runs.events import progress

Make = Callable[[Path], None]
OURS: dict[str, Make] = {}
"""Damaged runs of ours: each is to be listed with its reason. Called with the folder to make."""
FOREIGN: dict[str, Make] = {}
"""What is not ours: passed over."""
ODD: dict[str, Make] = {}
"""Runs whose run.json is whole, and other files are not: they are listed as runs."""


def record(**changes: Any) -> dict[str, Any]:
    config = DigitsConfig(train_size=640, epochs=1)
    return {
        "schema": store.SCHEMA,
        "kind": "digits",
        "config": config.to_dict(),
        "title": "A neighbour",
        "preset": "",
        "status": "finished",
        "owner": ".owners/1.lock",
        "created": 1.7e9,
    } | changes


def run_with(content: bytes | str | dict[str, Any], **others: bytes | str) -> Make:
    """A folder with this run.json and other files; `__` in a name is a dot."""

    def make(path: Path) -> None:
        path.mkdir()
        text = json.dumps(content) if isinstance(content, dict) else content
        for name, data in ({"run__json": text} | others).items():
            data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
            (path / name.replace("__", ".")).write_bytes(data)

    return make


DEEP = "[" * 100_000
FIELDS: dict[str, list[Any]] = {
    "created": [float("nan"), 1e18, 1e300, -1, "now", None, True, [1]],
    "accuracy": ["high", None, 2, -0.5, float("nan"), [0.5]],
    "balanced_accuracy": ["high", float("inf")],
    "seconds": ["long", -1, float("inf")],
    "loss": ["low", [1]],
    "step": ["ten", -1, 2.5, 10**400],
    "total": [None, "x"],
    "started": ["x", float("inf")],
    "classes": ["0123456789", [1, 2], 7, {"a": 1}],
    "title": [7, ["x"], {}],
    "error": [7, ["x"]],
    "owner": [None, 7],
    "preset": [7],
    "data": [7],
    "versions": [[1], "x"],
    "status": [None, "dancing", 7, ["running"]],
    "kind": [None, "cats", [], 7],
    "config": [None, [], 7, {"epochs": 1}, DigitsConfig().to_dict() | {"epochs": [[]]}],
    "schema": [None, 99, "1", DEEP[:50]],
}
for field, values in FIELDS.items():
    for k, value in enumerate(values):
        OURS[f"{field}-{k}"] = run_with(record(**{field: value}))
for name, content in {
    "empty": b"",
    "torn": b'{"schema": 1, "ki',
    "zeros": b"\0" * 500,
    "list": b"[]",
    "number": b"7",
    "bytes": b"\xff\xfe\xfd",
    "deep": DEEP.encode(),
    "deep-inside": json.dumps(record())[:-1].encode() + b', "x": ' + DEEP.encode() + b"}",
    "utf-16": json.dumps(record()).encode("utf-16"),
}.items():
    OURS[name] = run_with(content)


def link_loop(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_nowhere(path: Path) -> None:
    path.symlink_to("not-there")


def run_json_is_a_folder(path: Path) -> None:
    (path / "run.json").mkdir(parents=True)


def run_json_is_a_loop(path: Path) -> None:
    path.mkdir()
    (path / "run.json").symlink_to("run.json")


def run_json_is_a_pipe(path: Path) -> None:
    path.mkdir()
    os.mkfifo(path / "run.json")


def run_json_is_gone(path: Path) -> None:
    run_with(record(), model__safetensors=b"x")(path)
    (path / "run.json").unlink()


def empty_folder(path: Path) -> None:
    path.mkdir()


def photos(path: Path) -> None:
    path.mkdir()
    (path / "IMG_1.jpg").write_bytes(b"x")


def macosx(path: Path) -> None:
    (path / "digits-1").mkdir(parents=True)
    (path / "digits-1" / "._run.json").write_bytes(b"\0\5\x16\7")


def a_file(path: Path) -> None:
    path.write_text("mine")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def hidden_run(path: Path) -> None:
    run_with(record())(path.with_name(f".{path.name}"))


for make in (run_json_is_a_folder, run_json_is_a_loop, run_json_is_a_pipe, run_json_is_gone):
    OURS[make.__name__] = make
for make in (link_loop, link_to_nowhere, empty_folder, photos, macosx, a_file, a_pipe, hidden_run):
    FOREIGN[make.__name__] = make

WRONG: list[Any] = ["x", [], {}, True, 10**400]
EVENTS: list[Any] = [
    {"event": "progress"},
    {"event": "progress", "step": 1},
    {"event": "evaluated", "step": 1},
    {"event": "diagnosis", "step": 1},
    {"event": "surprise", "step": 1},
    {"event": ["progress"], "step": 1},
    progress(float("inf")),  # type: ignore[arg-type]
    progress(1) | {"step": 10**400},
    *(
        progress(5, **{k: v})
        for k in ("seen", "epoch", "seconds", "loss", "accuracy", "per_second", "example")
        for v in WRONG
    ),
    progress(5, per_second=0),
    progress(5, seconds=1e308),
    progress(5, accuracy=7),
    progress(5, example={"name": "Kim"}),
    *(
        {"event": "evaluated", "step": 9, "epoch": 1.0, "seconds": 1.0, "loss": 1.0}
        | {"accuracy": 0.5, "balanced_accuracy": 0.5, "confusion": confusion}
        for confusion in (
            [],
            [[1]],
            [[1, 2], [3]],
            "text",
            [["a", "b"], ["c", "d"]],
            [[0, 0], [0, 0]],
            [[-1, 2], [3, 4]],
            [[1.5, 2], [3, 4]],
            [[1, 2, 3], [4, 5, 6]],
            None,
            {"0": 1},
            [[10**400, 1], [1, 1]],
        )
    ),
    {"event": "diagnosis", "step": 1, "code": ["x"], "evidence": "", "remedy": ""},
    {"event": "diagnosis", "step": 1, "code": "x", "evidence": "", "remedy": "", "changes": [1]},
    {"event": "resumed", "step": "x"},
]
"""Lines of metrics.jsonl that are not ours. None of them may count."""


def odd(files: dict[str, bytes | str], **changes: Any) -> Make:
    return run_with(record(**changes), **{k.replace(".", "__"): v for k, v in files.items()})


LINES = "\n".join(json.dumps(event) for event in EVENTS)
for status in ("finished", "running", "stopped"):
    ODD[f"metrics-{status}"] = odd({"metrics.jsonl": LINES}, status=status)
for content in (b"", b"\xff\xfe", DEEP.encode(), b"[]", b"7", b"\0" * 100, b'{"event": "prog'):
    ODD[f"metrics-{content[:4]!r}"] = odd({"metrics.jsonl": content})
    ODD[f"result-{content[:4]!r}"] = odd({"result.json": content})
    ODD[f"title-{content[:4]!r}"] = odd({"title.txt": content})
    ODD[f"control-{content[:4]!r}"] = odd({"control.json": content})
    ODD[f"weights-{content[:4]!r}"] = odd({"model.safetensors": content})
for k, event in enumerate(e for e in EVENTS if isinstance(e, dict) and "confusion" in e):
    ODD[f"result-{k}"] = odd({"result.json": json.dumps(event)})
ODD["surrogates"] = run_with(
    json.dumps(record(title="\ud800", error="\udfff")), metrics__jsonl=LINES
)
ODD["running-nowhere"] = odd({}, status="running")
ODD["long-owner"] = odd({}, status="queued", owner="x" * 5000)
ODD["owner-of-nul"] = odd({}, status="queued", owner="a\0b")
ODD["bom"] = run_with(b"\xef\xbb\xbf" + json.dumps(record()).encode(), title__txt="\ufeffMine")
ODD["big-title"] = odd({"title.txt": "x" * 100_000})


def _all_are_folders(path: Path) -> None:
    run_with(record())(path)
    for name in ("metrics.jsonl", "result.json", "title.txt", "control.json", "run.lock"):
        (path / name).mkdir()
    (path / "model.safetensors").mkdir()
    (path / "snapshots").write_text("a file")


def _all_are_loops(path: Path) -> None:
    run_with(record(status="running"))(path)
    for name in ("metrics.jsonl", "result.json", "title.txt", "run.lock", "snapshots"):
        (path / name).symlink_to(name)
    (path / "model.safetensors").symlink_to("model.safetensors")


def _all_are_pipes(path: Path) -> None:
    run_with(record(status="running"))(path)
    for name in ("metrics.jsonl", "result.json", "title.txt", "run.lock", "model.safetensors"):
        os.mkfifo(path / name)


ODD["all-are-pipes"] = _all_are_pipes
ODD["all-are-folders"], ODD["all-are-loops"] = _all_are_folders, _all_are_loops
SWEEPS: dict[str, bytes | dict[str, Any]] = {
    "empty": b"",
    "torn": b'{"schema',
    "deep": DEEP.encode(),
    "bytes": b"\xff",
    "list": b"[]",
    "no-plan": {"schema": 1, "created": 1.7e9},
    "created": {"schema": 1, "created": float("nan"), "plan": {}},
    "format": {"schema": 99},
}
_PLAN: dict[str, Any] = {
    "kind": "digits",
    "base": DigitsConfig().to_dict(),
    "axes": [{"name": "channels", "points": [{"label": "5", "changes": {"channels": 5}}]}],
    "seeds": [0],
    "title": "A sweep",
    "table": "",
}
_WRONG_PLANS: dict[str, list[Any]] = {
    "kind": ["cats", None, []],
    "base": [None, [], {"x": 1}, {}],
    "axes": [None, [], [7], [{"name": "x"}], [{"name": 7, "points": []}], {"a": 1}],
    "seeds": [None, [], ["a"], [-1], 7],
    "title": [7, None],
    "table": [7, []],
}
for field, values in _WRONG_PLANS.items():
    for k, value in enumerate(values):
        SWEEPS[f"{field}-{k}"] = {"schema": 1, "created": 1.7e9, "plan": _PLAN | {field: value}}


def sweep_with(content: bytes | dict[str, Any]) -> Make:
    def make(path: Path) -> None:
        path.mkdir()
        text = json.dumps(content).encode() if isinstance(content, dict) else content
        (path / "sweep.json").write_bytes(text)

    return make


def fill(runs_dir: Path, zoo: dict[str, Make], prefix: str) -> list[str]:
    """Make all of them in a runs folder; their ids."""
    runs_dir.mkdir(parents=True, exist_ok=True)
    for k, make in enumerate(zoo.values()):
        make(runs_dir / f"{prefix}-{k}")
    return [f"{prefix}-{k}" for k in range(len(zoo))]


def copy(path: Path, *names: str) -> None:
    """Copies of a folder, as file managers name them."""
    for name in names:
        shutil.copytree(path, path.with_name(name))
