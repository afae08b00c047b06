"""Every page of the app, as its address names it; the home page is ""."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "pages"
PAGES = ("", *sorted(path.stem for path in FOLDER.glob("*.py")))
