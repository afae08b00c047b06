"""Names of runs: what differs from a preset, in words; numbers where nothing differs."""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from core import files, problems
from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.problem import Preset
from core.runs import listing, naming
from core.runs.store import Run
from core.settings.config import Config
from tests.runs.folders import folder
from tests.strategies import digits_configs, names_configs


def changed(kind: str, preset: str, **changes: Any) -> Config:
    return problems.preset(kind, preset).config.replace(**changes)


@pytest.mark.parametrize("preset", problems.PRESETS, ids=lambda p: f"{p.kind}-{p.name}")
def test_a_preset_is_called_by_its_title(preset: Preset) -> None:
    assert naming.name(preset.config) == preset.title
    assert naming.name(preset.config.replace(seed=3)) == f"{preset.title} · seed 3"
    assert naming.in_sweep(preset.config) == f"{preset.title} · seed 0"
    assert naming.in_sweep(preset.config.replace(seed=3)) == f"{preset.title} · seed 3"


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (changed("digits", "3-pools-rate-0.3", channels=9), "Three pools · 9 channels · rate 0.3"),
        (
            changed("digits", "3-pools-rate-0.3", channels=7, seed=2),
            "Three pools · 7 channels · rate 0.3 · seed 2",
        ),
        (changed("digits", "2-pools-rate-1", learning_rate=2.0), "Two pools · rate 2"),
        (changed("digits", "2-pools-rate-1", epochs=1), "Two pools · rate 1 · 1 epoch"),
        (changed("digits", "quick", head="softmax"), "Quick CNN · softmax twice"),
        (changed("digits", "quick", pooling=False), "Quick CNN · three convolutions · no pooling"),
        (changed("digits", "quick", channels=(4, 8, 16)), "Quick CNN · 4–8–16 channels"),
        (changed("names", "linear-128", cell="relu-2"), "Two ReLUs · hidden size 128"),
        (changed("names", "linear-128", hidden_size=96), "Linear · hidden size 96"),
        (changed("names", "quick", cell="lstm", dropout=0.2), "Quick RNN · LSTM · dropout 0.2"),
        (changed("names", "quick", test=100), "Quick RNN · tested on 100 names"),
        (changed("names", "accurate", dropout=0.0), "Accurate RNN · no dropout"),
        (DigitsConfig(), "Two pools · 16 channels"),
        (NamesConfig(), "GRU · hidden size 64"),
    ],
)
def test_a_name_says_what_differs_from_the_nearest_preset(config: Config, name: str) -> None:
    assert naming.name(config) == name


@given(first=digits_configs(), second=digits_configs())
@settings(max_examples=60, deadline=None)
def test_networks_that_differ_have_names_that_differ(
    first: DigitsConfig, second: DigitsConfig
) -> None:
    differ = naming.features(first) != naming.features(second)
    assert (naming.name(first) != naming.name(second)) == differ


@given(config=names_configs())
@settings(max_examples=60, deadline=None)
def test_a_name_never_says_two_things_of_one_setting(config: NamesConfig) -> None:
    parts = naming.name(config).split(naming.SEPARATOR)
    assert len(parts) == len(set(parts)) and all(parts)
    for word in ("hidden size ", "rate ", "seed ", "dropout "):
        assert sum(part.startswith(word) for part in parts) <= 1


def titles() -> dict[str, str]:
    return {run.path.name: run.title for run in listing.runs()}


def test_runs_of_one_config_are_numbered_in_their_order(runs_dir: Path) -> None:
    quick = problems.preset("digits", "quick").config
    folder("z", quick, 1.0)
    folder("b", quick, 3.0)
    folder("c", quick.replace(seed=5), 2.5)
    folder("a", quick, 2.0, title="Quick CNN", preset="quick")
    assert titles() == {
        "z": "Quick CNN",
        "a": "Quick CNN · 2nd run",
        "b": "Quick CNN · 3rd run",
        "c": "Quick CNN · seed 5",
    }
    folder("d", quick, 4.0)
    assert titles()["d"] == "Quick CNN · 4th run"
    shutil.rmtree(runs_dir / "z")
    assert titles()["d"] == "Quick CNN · 3rd run"


def test_a_title_of_the_users_own_stands_and_keeps_the_others_numbers(runs_dir: Path) -> None:
    quick = problems.preset("digits", "quick").config
    first, second = folder("a", quick, 1.0), folder("b", quick, 2.0)
    first.rename("Mine")
    assert (first.title, second.title) == ("Mine", "Quick CNN · 2nd run")


@pytest.mark.parametrize(
    ("title", "preset", "shown"),
    [
        ("Three pools, 9 channels", "3-pools-9-channels", "Three pools · 9 channels · rate 0.3"),
        ("Quick CNN · head: logits", "", "Three pools · 9 channels · rate 0.3"),
        ("", "", "Three pools · 9 channels · rate 0.3"),
        ("Ada’s network", "", "Ada’s network"),
        ("Ada: my first", "", "Ada: my first"),
        ("Ada · my first", "", "Ada · my first"),
    ],
)
def test_runs_of_earlier_versions_are_named_too(
    title: str, preset: str, shown: str, runs_dir: Path
) -> None:
    config = problems.preset("digits", "3-pools-9-channels").config
    assert folder("old", config, 1.0, title=title, preset=preset).title == shown


def test_a_run_that_is_just_being_made_is_counted_once_it_is_there(runs_dir: Path) -> None:
    quick = problems.preset("digits", "quick").config
    first = folder("a", quick, 1.0)
    (runs_dir / "b").mkdir()
    assert first.title == "Quick CNN"  # looked at between the two steps of making the other
    stamp = runs_dir.stat().st_mtime_ns
    record = json.loads((first.path / "run.json").read_text("utf-8"))
    (runs_dir / "b" / "run.json").write_text(json.dumps(record | {"created": 2.0}))
    assert runs_dir.stat().st_mtime_ns == stamp, "the folder of all runs looks the same"
    assert Run(runs_dir / "b").title == "Quick CNN · 2nd run"


def test_what_else_lies_among_the_runs_does_not_count(runs_dir: Path) -> None:
    quick = problems.preset("digits", "quick").config
    folder("a", quick, 1.0)
    run = folder("b", quick, 2.0)
    for name, text in {"list": "[]", "torn": '{"kind', "other": '{"kind": "x"}'}.items():
        (runs_dir / name).mkdir()
        (runs_dir / name / "run.json").write_text(text)
    (runs_dir / "nothing").mkdir()
    assert run.title == "Quick CNN · 2nd run"


def test_a_run_that_was_extended_is_named_and_numbered_anew(runs_dir: Path) -> None:
    quick = problems.preset("digits", "quick").config
    first, second = folder("a", quick, 1.0), folder("b", quick, 2.0)
    assert (first.title, second.title) == ("Quick CNN", "Quick CNN · 2nd run")
    record = json.loads((first.path / "run.json").read_text("utf-8"))
    record["config"] |= {"epochs": 7}
    (first.path / "run.json").write_text(json.dumps(record))
    naming.forget(first.path)
    assert titles() == {"a": "Quick CNN · 7 epochs", "b": "Quick CNN"}


def test_a_record_is_read_once_and_not_every_one_is_kept(
    runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page numbers all runs of a folder, which may hold thousands."""
    monkeypatch.setattr(naming, "_seen", {})
    monkeypatch.setattr(naming, "MOST_SEEN", 3)
    quick = problems.preset("digits", "quick").config
    read: list[str] = []
    of_files = files.read_json

    def noted(path: Path) -> Any:
        read.append(path.parent.name)
        return of_files(path)

    for name in "abcd":
        run = folder(name, quick, float(ord(name)))
        with monkeypatch.context() as patched:
            patched.setattr(files, "read_json", noted)
            naming.numbered(run.path, "Quick CNN")
        assert len(naming._seen) <= 3
    assert read == ["a", "b", "c", "d"]
    monkeypatch.setattr(os, "scandir", lambda _: pytest.fail("no run came or went"))
    assert naming.numbered(runs_dir / "d", "Quick CNN") == "Quick CNN · 4th run"


def test_equal_titles_are_told_apart_by_time_then_by_number() -> None:
    noon = 1_800_000_000.0
    assert naming.distinct(["a", "b"], [noon, noon]) == ["a", "b"]

    def minute(at: float) -> str:
        return time.strftime("%d %b, %H:%M", time.localtime(at))

    assert naming.distinct(["a", "a", "b"], [noon, noon + 60, noon]) == [
        f"a · {minute(noon)}",
        f"a · {minute(noon + 60)}",
        "b",
    ]
    assert naming.distinct(["a", "a"], [noon, noon + 1]) == [
        f"a · {minute(noon)}:00",
        f"a · {minute(noon)}:01",
    ]
    *same, other = naming.distinct(["a", "a", "b"], [noon, noon, noon])
    assert [s[-4:] for s in same] == [" (1)", " (2)"] and other == "b"


@pytest.mark.parametrize(
    ("number", "word"),
    [(2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (101, "101st"), (111, "111th"), (122, "122nd")],
)  # fmt: skip
def test_ordinals(number: int, word: str) -> None:
    assert naming.ordinal(number) == word
