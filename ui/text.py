"""Text of others (titles, file names, URL values, errors) as Markdown that shows it as it was typed.

Most calls of Streamlit's read a text as Markdown with colours, icons, emoji and LaTeX: headings, captions,
boxes, labels of widgets and links, tooltips. `st.text`, table cells and the values of inputs do not.
"""

import re
import sys
import tempfile
from pathlib import Path

from core.environment import CACHE, RUNS, cache_dir
from core.runs import store

_PIECES = re.compile(
    r"""
      ^[ \t]+ | [ \t]+$ | [\r\n\t]+  # would be an indented block, or end a paragraph
    | [<>=~-]{2,}                 # Streamlit sets arrows and dashes: -> as an arrow
    | ^\d+[.)] | ^[-+=]           # would begin a list, or underline a heading
    | :(?!\s) | @ | (?<=www)\.    # directives, icons, emoji; addresses, which become links
    | (?<!\w)_+ | _+(?!\w)        # emphasis, but not within a word, such as batch_size
    | [\\`*{}\[\]<>\#!|~$&^]      # Markdown's own
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What finds addresses, icons and arrows reads the text after its character references were resolved, one
# element at a time; only an element of its own takes a character away from it. This one is without style.
_APART = re.compile(r"[:@.]|[<>=~-]{2,}")


def plain(text: object) -> str:
    """A text of somebody else's for a Streamlit call that reads Markdown, in one paragraph.

    Use it around each such text and not around the sentence it stands in: `st.caption(f"Reading
    {plain(file.name)}.")`. Leave it out for what shows text as it is: `st.text`, `st.code`, tables.
    """
    return _PIECES.sub(_reference, str(text))


def _reference(found: re.Match[str]) -> str:
    piece = found[0]
    references = [f"&#{ord(character)};" for character in piece]
    if _APART.fullmatch(piece):
        return "".join(f":color[{reference}]" for reference in references)
    return "".join(references)


def sentence(error: object) -> str:
    """What an error says, for a Streamlit call that reads Markdown."""
    return plain(without_folders(error))


def without_folders(text: object) -> str:
    """A message without where the server keeps its files: of each path only its last part.

    The command line tells the whole path to who sits at this machine; a page may be read by anybody.
    """
    named = (store.runs_dir(), cache_dir(), Path.cwd(), Path.home(), Path(__file__).parents[1])
    folders = {*named, Path(tempfile.gettempdir()), Path(sys.prefix)}
    folders |= {folder.resolve() for folder in folders}
    roots = sorted((str(f) for f in folders if f.is_absolute() and len(f.parts) > 1), key=len)
    below = r"""(?:[\\/][^\\/\s“”"'<>|:;,()]+)*[\\/]?"""
    path = rf"(?<![\w/\\])(?:{'|'.join(map(re.escape, reversed(roots)))})(?![\w-]|\.\w){below}"
    quoted = r"(?<=: ')(?:/|[A-Za-z]:\\)[^']*(?=')"  # as Python's own errors name a file
    # Relative or cut short as it may be.
    variables = [rf"(?<={name} is ['\"])[^'\"]*" for name in (RUNS, CACHE)]
    return re.sub(
        "|".join([path, quoted, *variables]),
        lambda found: re.split(r"[\\/]", found[0].rstrip("\\/"))[-1],
        str(text),
    )
