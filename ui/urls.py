"""URLs: every address of the app's pages that is made or read, and every query parameter in it.

An address that a page has written holds all that one set there, and `v`: what it does not name is as the
page begins. Any other, such as a link within the app, names a few things and leaves the rest as it was.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.settings.checks import one_of
from ui import routes

KNOWN = {
    "run": "the run that a page shows",
    "compare": "the runs that are compared, with commas between",
    "sweep": "the sweep that is opened",
    "preset": "the settings that a form begins with",
    "start": "the run that it begins with instead",
    "with": "the settings that are not as there",
    "test": "a test image, by its number",
    "name": "the surname to read, of a link from elsewhere",
    "surname": "what is typed",
    "drawing": "what is drawn, packed",
    "view": "the view inside a network",
    "layer": "the layer that this view shows",
    "spot": "the pixel of that layer whose sum is held open",
    "pixel": "the value of the view of all layers whose sum is held open",
    "letter": "the column of the unrolled network that is held open, and of which name",
    "dataset": "the data set that a page shows",
    "search": "the words that runs are searched for",
    "kind": "the kind whose runs or mistakes are shown",
    "order": "the order of runs",
    "status": "the status of the runs that are shown",
    "within": "the sweep whose runs are shown",
    "as": "what the runs are shown as",
    "cell": "the truth and the answer of the mistakes that are shown",
    "tab": "the tab of a page",
    "moving": "whether each change of a form trains anew",
    "plan": "the sweep that is being planned",
    "seeds": "how many seeds the notes' tables are trained with",
    "chapter": "the chapter of the notes' story",
    "challenge": "the challenge that is opened",
    "v": "the version of the address",
}
"""Every query parameter, and what it holds."""
VERSION = "2"
BOUND = ("surname",)
"""What Streamlit keeps in the address by itself, with every letter and without an entry in the history."""
LONGEST = 7_000
"""Characters of an address: longer ones are cut by some servers and messengers."""
T = TypeVar("T")

RUNS, SWEEPS = "pages/runs.py", "pages/sweeps.py"
MISTAKES, DATA = "pages/mistakes.py", "pages/data.py"
STORY, CHALLENGES = "pages/story.py", "pages/challenges.py"
SYMBOLS = "pages/own_symbols.py"


def page_url(page: str, **parameters: str) -> str:
    """The address of a page ("pages/runs.py") for the browser, with query parameters."""
    query = f"?{urlencode(parameters, safe='/', quote_via=quote)}" if parameters else ""
    return f"{routes.base()}/{PurePosixPath(page).stem}{query}"


def train_page(kind: str) -> str:
    """The page on which a kind is trained, and a run of it followed."""
    return f"pages/train_{kind}.py"


def open_page(page: str, **parameters: str) -> NoReturn:
    """Go to a page with query parameters, beside what this visitor left there, at once."""
    st.switch_page(page, query_params=_beside(page, parameters))


def link(page: str, label: str, icon: str, **parameters: str) -> None:
    """Show a link to a page with query parameters, beside what this visitor left there."""
    st.page_link(page, label=label, icon=icon, query_params=_beside(page, parameters) or None)


# -- what the address holds


class _Address:
    """The address of this session's page, as it was left last."""

    def __init__(self) -> None:
        self.page = ""
        self.left: dict[str, dict[str, str]] = {}
        """By page, the parameters with which it was left."""
        self.behind: list[dict[str, str]] = []
        """What it was before, back to the last one that the browser has sent: it may be asked for a run of
        the script while one of these still stands there."""
        self.settled: set[tuple[str, ...]] = set()
        """Page and parameters of every address on which a run of the script has ended."""
        self.brought: dict[str, str] = {}
        """Parameters that came from outside, until they are followed."""
        self.complete = False
        """Whether what does not stand in them is as the page begins."""
        self.followed: set[str] = set()


def _address() -> _Address:
    found: _Address = st.session_state.setdefault("address", _Address())
    return found


def _words(page: str, parameters: Mapping[str, str]) -> tuple[str, ...]:
    return (page, *(f"{k}={v}" for k, v in sorted(parameters.items())))


def _by_history() -> bool:
    """Whether this run of the script is for Back or Forward. A Streamlit that does not say is believed."""
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", True))


def arrive(page: str) -> None:
    """Note the address with which a page is opened, once a full run of its script, before it is drawn:
    where it is not as this session left it, a link, a reload or the Back button brought it. Not so where
    the browser has yet to hear how it was left, as after two quick presses."""
    address, now = _address(), st.query_params.to_dict()
    same_page = address.page == page
    if same_page:
        left = address.left[page]
        address.settled.add(_words(page, left))
        if _own(now) != _own(left) and _own(now) in address.behind and not _by_history():
            now = _put(_own(left) | _bound(now))
        else:
            address.behind.clear()
    if not (same_page and now == address.left.get(page)):
        if same_page:  # by a link to its own page, at which the browser goes on showing what it did
            st.query_params.update({})
        address.brought, address.followed = dict(now), set()
        seen = _words(page, now) in address.settled
        address.complete = "v" in now or (same_page and seen)
    address.page, address.left[page] = page, now
    for name in now:
        if name not in KNOWN:
            unread(name, now[name], "this version of Netsketch knows no such thing")
    if now.get("v", VERSION) not in ("1", VERSION):
        unread("v", now["v"], "it is of another version of Netsketch")


def unread(name: str, text: str, why: str) -> None:
    """Say what of the address could not be read."""
    from ui.text import plain

    shown = text if len(text) <= 40 else f"{text[:39]}…"
    st.warning(
        f"The link says {plain(name)}={plain(shown)}, which could not be read: {plain(why)}. The rest of "
        "it is followed.",
        icon=":material/link_off:",
    )


def brought(name: str) -> tuple[bool, str | None]:
    """Whether the address brings something for a parameter that was not followed yet, and what: None for
    what the page begins with."""
    address = _address()
    if name in address.followed or not (address.complete or name in address.brought):
        return False, None
    address.followed.add(name)
    return True, address.brought.get(name)


def follow(name: str, read: Callable[[str], T], default: T) -> T | None:
    """What the address brings for a parameter, the default where it brings that; None where it brings
    nothing new. What `read` refuses, with a ValueError, is said, and is the default."""
    came, text = brought(name)
    if not came:
        return None
    if text is None:
        return default
    try:
        return read(text)
    except ValueError as e:
        unread(name, text, str(e))
        return default


def tell(**parameters: str | None) -> None:
    """Let the address hold these, None for what is as the page begins; all at once, so that the Back button
    finds one address a change. Of an address that grows too long the longest is left out."""
    address, now = _address(), st.query_params.to_dict()
    left = _own(address.left.get(address.page, now))
    kept = {k: v for k, v in parameters.items() if v and k not in BOUND}
    new = {k: v for k, v in left.items() if k not in (*parameters, "v")} | kept
    while new and sum(len(k) + len(quote(v)) for k, v in new.items()) > LONGEST:
        del new[max(new, key=lambda k: len(new[k]))]
    if kept or "v" in left:
        new["v"] = VERSION
    if new != left:
        address.behind.append(left)
    new = _put(new | _bound(now))
    if address.page:
        address.left[address.page] = new


def _bound(parameters: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in parameters.items() if k in BOUND}


def _own(parameters: Mapping[str, str]) -> dict[str, str]:
    """Without what Streamlit keeps there, which the browser writes."""
    return {k: v for k, v in parameters.items() if k not in BOUND}


def _put(new: dict[str, str]) -> dict[str, str]:
    """Let the address hold these, which have of what is bound what it has."""
    now = st.query_params.to_dict()
    if new != now and not _bound(new):
        st.query_params.from_dict(new)
    elif new != now:  # Streamlit lets nobody else write what is bound
        st.query_params.update({k: v for k, v in new.items() if now.get(k) != v})
        for name in now.keys() - new.keys():
            del st.query_params[name]
    return new


def widget(name: str, key: str, options: Iterable[Any], default: Any = None) -> None:
    """Let the address hold what a widget with options does. Call it before the widget."""
    known = {str(option): option for option in options}

    def read(text: str) -> Any:
        if text not in known:
            raise ValueError(f"it is none of {one_of(tuple(known))}")
        return known[text]

    came = follow(name, read, missing := object())
    if came is not None:  # not taken away: the browser would go on showing what it does
        st.session_state[key] = default if came is missing else came
    value = st.session_state.get(key, default)
    tell(**{name: None if value in (None, default) else str(value)})


def bound(name: str) -> None:
    """Let the address hold what a widget does that Streamlit binds to it (`BOUND`), and the widget nothing
    where the address brings that. Call it before the widget, once a full run of the script."""
    came, _ = brought(name)
    if parameter(name) is None and (held := st.session_state.get(name)):
        st.session_state[name] = "" if came else held


OF_A_VISIT = ("run", "compare", "sweep", "test", "name", "cell")
"""What is spoken of at a page, in which this session's newest counts, or nothing."""
OF_A_START = ("preset", "start", "with")


def _beside(page: str, parameters: dict[str, str]) -> dict[str, str]:
    """Query parameters for a page beside those that this visitor left there; of the page at hand they are
    all."""
    address = _address()
    if page == address.page:
        return parameters
    new_start = any(name in parameters for name in OF_A_START)
    drop = (*OF_A_VISIT, *(OF_A_START if new_start else ()))
    kept = {k: v for k, v in address.left.get(page, {}).items() if k not in drop}
    return kept | parameters


def parameter(name: str) -> str | None:
    """A query parameter of this page's address; None where it has none of that name."""
    return st.query_params.get(name)


def set_parameter(name: str, value: str) -> None:
    """Put a query parameter into the address, in the place of another value."""
    if parameter(name) != value:
        tell(**{name: value})


def remove(*names: str) -> None:
    """Take query parameters out of the address, where it has them."""
    tell(**dict.fromkeys(names))


def remove_all() -> None:
    """Take all query parameters out of the address."""
    tell(**dict.fromkeys(st.query_params.to_dict()))


def compared() -> list[str]:
    """The ids of the runs that this page's address asks to compare."""
    ids = parameter("compare")
    return ids.split(",") if ids else []
