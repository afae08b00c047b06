"""Environment variables: what means nothing is refused in a sentence, before anything is made."""

from pathlib import Path

import loky
import pytest

from core import environment
from core.cli.main import main
from core.errors import RunError
from core.runs import executors, queue, store
from tests.runs.trained import small

NONSENSE = {
    environment.WORKERS: ("²", "many", "0", "-1", "1.5", "1e3", "9" * 5000, "257", "Ⅷ"),
    environment.DEMO: ("yes", "2", "-1", "true", "01", "0" * 5000),
    environment.DEVICE: ("gpu", "CUDA", "cuda:", "cuda:²", "tpu", "cpu,cuda", "x" * 9000),
    environment.CLUSTER: (
        "nonsense",
        "tcp://",
        "http://first:8786",
        "tcp://first:abc",
        "tcp://x:99999",
    ),
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in NONSENSE.items() for v in vs])
def test_nonsense_is_one_sentence_and_no_run(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["train", "names", "--dataset", "tiny"]) == 2
    error = capsys.readouterr().err
    assert name in error and value[:20] in error and "unset it" in error
    assert len(error.splitlines()) == 1 and len(error) < 300
    with pytest.raises(RunError, match=name):
        queue.current.start(small())
    assert not store.runs_dir().exists()


@pytest.mark.parametrize("name", [environment.RUNS, environment.CACHE])
@pytest.mark.parametrize("value", ["file", "file/below", "x" * 5000])
def test_a_folder_that_cannot_be_one(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(name, str(tmp_path / value))
    with pytest.raises(RunError, match=f"^{name} is .*; name a folder, or unset it") as e:
        environment.check()
    assert len(str(e.value)) < 300


@pytest.mark.parametrize(
    "value", ["tcp://first:8786", "first:8786", "127.0.0.1:8786", "tls://[::1]:8786", " first:1 "]
)
def test_addresses_of_schedulers(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(environment.CLUSTER, value)
    assert environment.cluster() == value.strip()


def test_what_is_unset_or_blank_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "  "):
        for name in NONSENSE:
            monkeypatch.setenv(name, value)
        environment.check()
        assert environment.device() is None and environment.cluster() is None
        assert executors.workers() == min(8, loky.cpu_count())
    monkeypatch.setenv(environment.WORKERS, "3")
    assert executors.workers() == 3
