"""PyTorch that is here already is kept, whichever build it is: on Linux pip would bring 5 GB of CUDA.

    python scripts/torch_here.py                constraints for pip: what this Python has of it stays
    python scripts/torch_here.py --lend FOLDER  let a new virtual environment use what this Python has

It runs before anything is installed, so it needs nothing but Python.
"""

import argparse
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PACKAGES = ("torch", "torchvision")


def found() -> dict[str, Path]:
    """`name==version` of each package that this Python has, and the folder that it lies in."""
    here = {}
    for name in PACKAGES:
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        here[f"{name}=={package.version}"] = Path(str(package.locate_file("")))
    return here


def lend(environment: Path) -> None:
    """Let a virtual environment look for packages here too, after its own. This Python stays as it is."""
    folders = dict.fromkeys(found().values())
    if not folders:
        return
    own = next(environment.glob("bin/python"), environment / "Scripts" / "python.exe")
    where = [str(own), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip()
    lines = "".join(f"{folder.resolve()}\n" for folder in folders)
    Path(packages, "lent.pth").write_text(lines, encoding="utf-8")
    print(f"It uses {', '.join(found())} of {sys.prefix}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lend", type=Path, metavar="FOLDER")
    args = parser.parse_args()
    if args.lend:
        lend(args.lend)
    else:
        print("\n".join(found()))


if __name__ == "__main__":
    main()
