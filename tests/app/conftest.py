"""Pages under Streamlit's AppTest: no browser, no server, no worker processes."""

import functools
import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import queue, store, worker
from core.runs.store import Run
from core.settings.config import Config
from tests.queues import Waiting
from ui import server

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]
MakeRun = Callable[[str], Run]


@pytest.fixture(autouse=True)
def _no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started stays queued: the pages are tested here, not the pool."""
    monkeypatch.setattr(queue, "current", Waiting())


@pytest.fixture(scope="session", autouse=True)
def _packages_are_scanned_once() -> Iterator[None]:
    """Each AppTest looks through all installed packages for components of theirs, for a tenth of a second:
    they are the same for all."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, tiny: str) -> dict[str, Path]:
    """A finished run of each kind, really trained. Copied by `finished`, never changed."""
    configs: dict[str, Config] = {
        "digits": DigitsConfig(conv_layers=1, channels=2, hidden=8, train_size=640, epochs=1),
        "names": NamesConfig(dataset=tiny, steps=60, batch_size=8, hidden_size=8),
    }
    made = {}
    for kind, config in configs.items():
        path = tmp_path_factory.mktemp("trained") / f"{kind}-0001"
        store.create(config, title=f"My {kind}", path=path)
        assert worker.work(path) == "finished"
        made[kind] = path
    return made


@pytest.fixture
def finished(trained: dict[str, Path], runs_dir: Path) -> MakeRun:
    """Call it with a kind: a finished run in this test's runs folder."""

    def make(kind: str) -> Run:
        path = runs_dir / trained[kind].name
        shutil.copytree(trained[kind], path)
        return Run(path)

    return make


@pytest.fixture
def open_page() -> Open:
    """Call it with a page and a query: the page after its first run, which must go well."""

    def open_it(name: str = "", **query: str) -> AppTest:
        # From the home page on, as automatic pages need it.
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
        if name:
            app.switch_page(f"pages/{name}.py")
        for key, value in query.items():
            app.query_params[key] = value
        return fine(app.run())

    return open_it


def fine(app: AppTest) -> AppTest:
    """The same app; no exception reached the user, not even as a sentence."""
    assert not app.exception
    assert not [e.value for e in app.error if "made a mistake" in e.value]
    return app


def words(app: AppTest) -> str:
    """All texts of the page, as they are read on it (see `ui.text.plain`), and what its components get."""
    shown: list[Any] = [
        *app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.text, *app.info,
        *app.warning, *app.error, *app.success, *app.code,
    ]  # fmt: skip
    parts = [*map(str, (element.value for element in shown))]
    for component in app.get("bidi_component"):
        parts += texts(json.loads(component.proto.json or "null"))
    return read("\n".join(parts))


def texts(data: Any) -> list[str]:
    """All texts in what a component gets."""
    if isinstance(data, dict):
        rest = {k: v for k, v in data.items() if k != "paragraphs"}
        read = ["".join(part for part, _ in text) for text in data.get("paragraphs", ())]
        return [*read, *texts(list(rest.values()))]
    if isinstance(data, list):
        return [text for part in data for text in texts(part)]
    return [data] if isinstance(data, str) else []


def prose(app: AppTest) -> list[str]:
    """The paragraphs whose terms are explained."""
    found = [c.proto for c in app.get("bidi_component")]
    return [
        text
        for proto in found
        if proto.component_name == "netsketch_glossed"
        for text in texts({"paragraphs": json.loads(proto.json)["paragraphs"]})
    ]


def panel(app: AppTest) -> dict[str, Any]:
    """What the panel of a page's run gets."""
    return dict(json.loads(component(app, "run_monitor").json))


def listed(app: AppTest) -> dict[str, Any]:
    """What the list of runs on a page gets."""
    return dict(json.loads(component(app, "run_list").json))


def component(app: AppTest, name: str, label: str = "") -> Any:
    """The one of a component's kind, or of those the one with a label."""
    return next(
        c.proto
        for c in app.get("bidi_component")
        if c.proto.component_name == f"netsketch_{name}"
        and (not label or json.loads(c.proto.json)["label"] == label)
    )


def trigger(app: AppTest, proto: Any, event: str, value: Any) -> AppTest:
    """Run the page as a browser does once a component has told of an event."""
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = _make_trigger_id(proto.id, "events")
    state.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return fine(app._run(states))


def answers(app: AppTest) -> list[dict[str, Any]]:
    """What the browser gets to answer by itself, of each drawing or name on the page."""
    return [given for given in sent(app, "_answer", "_activations") if given.get("answers", True)]


def sent(app: AppTest, *endings: str) -> list[dict[str, Any]]:
    """What the components of the page get whose names end so."""
    protos = [c.proto for c in app.get("bidi_component")]
    return [json.loads(p.json) for p in protos if p.component_name.endswith(endings)]


def read(markdown: str) -> str:
    """What `ui.text.plain` and Markdown make of a text, as it is read on the page."""
    return html.unescape(re.sub(r":color\[(&#\d+;)\]", r"\1", markdown))


def train(app: AppTest, kind: str) -> AppTest:
    """Press Train, as the browser does it: the server starts what the form holds, and the script learns of
    that when it is run next."""
    assert post(app.session_state["launcher"].token, kind).status_code == 200
    return fine(app.run())


def post(token: str, kind: str) -> Response:
    """What the server answers to a press of Train."""
    return server.start(
        Request(
            {
                "type": "http",
                "headers": [],
                "query_string": b"",
                "path_params": {"token": token, "kind": kind},
            }
        )
    )


def press(app: AppTest, label: str) -> AppTest:
    """Press the last button with this label, a dialog's stands after the page's; or the one of a component
    that starts something."""
    if buttons := [b for b in app.button if b.label == label]:
        return fine(buttons[-1].click().run())
    return trigger(app, component(app, "train_button", label), "pressed", "once")


def press_in_panel(app: AppTest, button: str) -> AppTest:
    """Press a button of the panel of a page's run: "resume", "again" ..."""
    return trigger(app, component(app, "run_monitor"), "pressed", button)
