"""A PyTorch that is here already is kept: no start of the app may replace it by another build."""

import os
import subprocess
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def site_packages(environment: Path) -> Path:
    return next(environment.glob("lib/python*/site-packages"))


def python_of(environment: Path) -> str:
    return str(environment / "bin" / "python")


def put_torch(environment: Path, version: str = "2.9.0+cpu") -> None:
    """What pip looks at of an installed package, and a module."""
    packages = site_packages(environment)
    (packages / "torch").mkdir()
    (packages / "torch" / "__init__.py").write_text(f"__version__ = {version!r}\n")
    info = packages / f"torch-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\n")
    (info / "RECORD").write_text("")


@pytest.fixture(scope="module")
def active(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of the user's with a CPU build of PyTorch."""
    folder = tmp_path_factory.mktemp("active") / "env"
    venv.create(folder, with_pip=False)
    put_torch(folder)
    return folder


@pytest.fixture(scope="module")
def made(active: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make run` makes while that one is active."""
    folder = tmp_path_factory.mktemp("made") / ".venv"
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / "venv.sh"), str(folder)],
        env={k: v for k, v in os.environ.items() if k != "PYTHON"}
        | {"PATH": f"{active / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "torch==2.9.0+cpu" in done.stdout
    return folder


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_new_environment_uses_that_of_the_active_one(made: Path) -> None:
    code = "import torch; print(torch.__version__)"
    assert output(python_of(made), "-c", code) == "2.9.0+cpu\n"


def test_pip_takes_it_as_installed_and_keeps_it(made: Path, tmp_path: Path) -> None:
    script = str(ROOT / "scripts" / "torch_here.py")
    constraints = tmp_path / "torch.txt"
    constraints.write_text(output(python_of(made), script))
    assert constraints.read_text() == "torch==2.9.0+cpu\n"
    pip = [python_of(made), "-m", "pip", "install", "--no-index", "-c", str(constraints)]
    assert "already satisfied: torch" in output(*pip, "torch")
    other = subprocess.run([*pip, "torch==2.9.1"], capture_output=True, text=True, check=False)
    assert other.returncode and "conflict" in (other.stdout + other.stderr).lower()


def test_without_one_there_is_nothing_to_keep(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False)
    script = str(ROOT / "scripts" / "torch_here.py")
    assert output(python_of(bare), script) == "\n"
    output(python_of(bare), script, "--lend", str(bare))
    assert not list(site_packages(bare).glob("*.pth"))


def test_make_keeps_what_is_in_its_environment(tmp_path: Path) -> None:
    """The CPU build was put there first, as the README says: make neither makes it anew nor asks pip for
    another one."""
    environment = tmp_path / ".venv"
    venv.create(environment, with_pip=False)
    put_torch(environment)
    plan = output("make", "-n", "-C", str(ROOT), "run", f"VENV={environment}")
    assert "venv.sh" not in plan
    assert f"torch_here.py > {environment}/torch.txt" in plan
    assert f"-r requirements.txt -c {environment}/torch.txt" in plan
