"""What Python sends to components, checked by Deno against the JSDoc types of their JavaScript."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import deno
import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from core import environment
from core.export.bundle import COMPONENTS as HERE
from core.runs import demo
from core.runs.demo import Demo, Seen
from core.sweeps import plan, sweep
from tests.app.conftest import MakeRun, Open, fine, train
from tests.app.test_inside import drawn
from ui.components.demo_run import payload
from ui.digits.panels import PANELS
from ui.names.panels import PANELS as NAMES_PANELS


def sent(app: AppTest) -> list[tuple[str, str]]:
    """Every component of a page by its name, and what it gets in JSON."""
    protos = [c.proto for c in app.get("bidi_component")]
    return [(p.component_name.removeprefix("netsketch_"), p.json) for p in protos]


def written(data: list[tuple[str, str]], folder: Path) -> list[Path]:
    """Modules, each of which says that a component gets what it was sent."""
    files = []
    for k, (name, text) in enumerate(data):
        module = (HERE / name / f"{name}.js").as_uri()
        files.append(folder / f"{name}-{k}.js")
        files[-1].write_text(
            f"// @ts-check\nimport component from {json.dumps(module)};\n"
            '/** @type {Parameters<typeof component>[0]["data"]} */\n'
            f"export const data = {text};\n",
            "utf-8",
        )
    return files


def deno_check(files: list[Path]) -> None:
    """Raises CalledProcessError, whose output says what is not as the types say."""
    settings = HERE.parents[1] / "deno.json"
    command = [deno.find_deno_bin(), "check", "--no-remote", "--no-npm", f"--config={settings}"]
    environment = os.environ | {"DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    subprocess.run([*command, *map(str, files)], check=True, env=environment)


@pytest.fixture(scope="module")
def to_check() -> Iterator[list[Path]]:
    """Modules that the tests below write: checked together once all are there, as Deno reads all components
    for each check. Its output names those in which something is not as the types say."""
    files: list[Path] = []
    yield files
    deno_check(files)


def asked(run: str) -> None:
    """A chapter's pad and answer, alone on a page."""
    from core.runs import listing
    from ui.digits import story

    story.ask(listing.find(run))


def test_pages_of_digits(
    open_page: Open, finished: MakeRun, tmp_path: Path, to_check: list[Path]
) -> None:
    run = finished("digits")
    found = sent(open_page(""))
    for panel in PANELS:
        found += sent(drawn(open_page("draw_digit", run=run.id), panel))
    found += sent(AppTest.from_function(asked, kwargs={"run": run.id}).run(timeout=60))
    used = {name for name, _ in found}
    assert {"drawing_pad", "drawn_answer", "activations", "feature_maps", "training_film"} <= used
    to_check += written(found, tmp_path)


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_a_run_that_is_started_and_followed(
    open_page: Open, finished: MakeRun, tmp_path: Path, to_check: list[Path], kind: str
) -> None:
    app = open_page(f"train_{kind}")
    found = sent(app)
    train(app, kind)
    found += sent(app)
    # Once more with curves: a run that has some, and whose worker is there again.
    run = finished(kind)
    run.update(status="running")
    with FileLock(run.path / "run.lock"):
        found += sent(open_page(f"train_{kind}", run=run.id))
    assert [name for name, _ in found].count("run_monitor") == 3
    assert any('"points":[[' in text.replace(" ", "") for _, text in found)
    to_check += written(found, tmp_path)


def test_a_name_a_matrix_and_a_sweep(
    open_page: Open, finished: MakeRun, tmp_path: Path, to_check: list[Path], tiny: str
) -> None:
    run, found = finished("names"), []
    for panel in NAMES_PANELS:
        app = open_page("type_name", run=run.id)
        app.text_input(key="surname").set_value("Kowalski")
        fine(app.run()).segmented_control(key="inside").set_value(panel)
        found += sent(fine(app.run()))
    found += sent(open_page("mistakes", run=run.id))
    base = {"dataset": tiny, "steps": 20, "batch_size": 4, "hidden_size": 8}
    made = sweep.start(plan.plan("names", {"hidden_size": [8, 4]}, 2, "quick", base))
    found += sent(fine(open_page("sweeps", sweep=made.id)))
    used = {name for name, _ in found}
    assert {"cursor", "sweep_grid", "live_chart", "confusion_matrix"} <= used
    to_check += written(found, tmp_path)


def test_the_network_that_learns_on_the_home_page(
    open_page: Open,
    finished: MakeRun,
    tmp_path: Path,
    to_check: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(environment.DEMO, "1")
    found = [(name, text) for name, text in sent(open_page()) if name == "demo_run"]
    assert found
    to_check += written(found, tmp_path)
    run, looks = finished("digits"), [payload.NOTHING]
    for kept in (False, True):
        one = Demo()
        monkeypatch.setattr(one, "look", lambda: Seen("finished", run))
        monkeypatch.setattr(demo, "current", one)
        one._kept = kept
        looks.append(payload.look(samples=True))
    assert looks[1]["layers"] and looks[2]["kept"]
    file, words = tmp_path / "looks.js", (HERE / "demo_run" / "words.js").as_uri()
    kind = f'/** @type {{import("{words}").Look[]}} */'
    file.write_text(f"// @ts-check\n{kind}\nexport const looks = {json.dumps(looks)};\n", "utf-8")
    to_check.append(file)


def test_what_is_not_as_said_is_found(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        deno_check(written([("cursor", '{"key": 3}')], tmp_path))
