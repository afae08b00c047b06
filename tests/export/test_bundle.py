"""Components put together from their folders: ES modules inlined, style sheets, the palette."""

import os
import re
import subprocess
from pathlib import Path

import deno
import pytest

from core import palette
from core.export.bundle import COMPONENTS, bundle, style_sheet

FOLDERS = sorted(f.parent for f in COMPONENTS.glob("*/*.js") if f.stem == f.parent.name)


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return folder / "entry.js"


def run(code: str, path: Path) -> str:
    """What a module prints in a JavaScript engine."""
    path.write_text(code, "utf-8")
    command = [deno.find_deno_bin(), "run", "--no-remote", "--no-npm", "--no-config", str(path)]
    environment = os.environ | {"DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        command, capture_output=True, check=True, encoding="utf-8", env=environment
    )
    return done.stdout


def test_modules_that_use_the_same_names_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        low="const hidden = 1;\nexport const one = hidden;\nexport function add(a) { return a + one; }\n",
        middle='import { add as more } from "./low.js";\nconst hidden = 10;\n'
        "export async function twice(a) { return hidden * more(more(a)); }\n",
        entry='import {\n  add, one,\n} from "./low.js";\nimport { twice } from "./middle.js";\n'
        "const hidden = await twice(1);\nconsole.log(hidden, add(one));\n",
    )
    code = bundle(entry)
    assert run(code, tmp_path / "bundled.js").split() == ["30", "2"]
    assert code.count("hidden = 1;") == 1, "a module that two others import is there once"


def test_comments_are_left_at_home(tmp_path: Path) -> None:
    text = (
        "// why\n/** @type {number} */\nconst a = /** @type {any} */ (1);\n"
        'console.log(a, "https://x"); // to stay\n'
    )
    code = bundle(write(tmp_path, entry=text))
    assert "why" not in code and "@type" not in code
    assert run(code, tmp_path / "bundled.js") == "1 https://x\n"


@pytest.mark.parametrize(
    ("modules", "sentence"),
    [
        ({"entry": 'import x from "./other.js";\n'}, 'entry.js has \'import x from "./other.js";'),
        (
            {"entry": 'import { x } from "./other.js";\n', "other": "export default 1;\n"},
            "other.js has 'export default 1;', which cannot be inlined",
        ),
        (
            {
                "entry": 'import { a } from "./other.js";\n',
                "other": 'import { b } from "./third.js";\n',
                "third": 'import { a } from "./other.js";\n',
            },
            "third.js and other.js import each other",
        ),
        (
            {"entry": 'import { a } from "./other.js";\n', "other": "export const a = 1, b = 2;\n"},
            "other.js has 'export const a = 1, b = 2;': export one constant a line",
        ),
    ],
)
def test_what_cannot_be_inlined_is_a_sentence(
    tmp_path: Path, modules: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        bundle(write(tmp_path, **modules))


def test_a_style_sheet_has_what_it_imports_first(tmp_path: Path) -> None:
    (tmp_path / "all.css").write_text("a { b: c }\n", "utf-8")
    (tmp_path / "one.css").write_text('@import "./all.css";\nd { e: f }\n', "utf-8")
    assert style_sheet(tmp_path / "one.css") == "a { b: c }\nd { e: f }\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_every_component_is_one_module_with_one_function(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "component.js"
    path.write_text(bundle(folder / f"{folder.name}.js"), "utf-8")
    say = f"import made from {path.as_uri()!r};\nconsole.log(typeof made);\n"
    assert run(say, tmp_path / "say.js") == "function\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_component_has_no_colours_but_the_palettes(folder: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", palette.css()))
    for path in [*folder.glob("*.css"), *folder.glob("*.js"), *folder.glob("*.html")]:
        text = path.read_text("utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text), path
        for name in re.findall(r"var\((--category-\d|--above|--below|--amount)\b", text):
            assert name in known, path
