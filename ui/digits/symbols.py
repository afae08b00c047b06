"""Own symbols on their page: sets of examples, drawn or brought along, and what to train on them."""

import contextlib
from collections.abc import Mapping
from typing import Any, NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core import problems
from core.digits import symbol_files, symbol_store
from core.digits.picture_file import MAX_BYTES
from core.digits.symbol_sets import EACH, SymbolSet
from core.errors import DataError
from core.runs import listing
from core.statistics.intervals import wilson
from core.statistics.percent import percent
from ui import page, session, urls
from ui.components.drawing_pad.drawing_pad import Drawn, collecting_pad
from ui.components.example_sheet.example_sheet import example_sheet
from ui.components.train_button import train_button
from ui.errors import error_boundary
from ui.text import plain, sentence
from ui.training.start import joined

KEY = "symbols.set"
FIRST = "heart, star"
MEGABYTES = 30
RATE = 0.002
"""A quarter of the quick network's: with so few images it learns in a moment, and higher ones shake it."""
_drawn = session.Entry[dict[str, int]]("symbols.drawn")
"""By set, the class that is being drawn."""
_before = session.Entry[SymbolSet]("symbols.before")
"""A set as it was before something of it was deleted."""
_wrong = session.Entry[list[str]]("symbols.wrong")
"""What is to be said of pictures that were brought along."""


def show() -> None:
    """All below the page's title."""
    names = symbol_store.available()
    if not names:
        _new(names)
        return
    chosen = session.Entry[str]("symbols.open").pop()
    if chosen in names:
        st.session_state[KEY] = chosen
    if st.session_state.get(KEY) not in names:
        st.session_state[KEY] = names[0]
    urls.widget("dataset", KEY, names, names[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox("Your symbols", names, key=KEY, width=260))
        with st.popover("New or import", icon=":material/add:"):
            _new(names)
        with error_boundary():
            _take_away(symbol_store.load(name))
        if st.button("Delete all of it", icon=":material/delete:", type="tertiary"):
            _delete(name)
    st.fragment(_collect)(name)


def _new(names: list[str]) -> None:
    """A set with classes that are yet to be drawn, or one that comes as a zip file."""
    name = st.text_input(
        "Name", symbol_store.free_name("my-symbols"), max_chars=40, key=f"symbols.name.{len(names)}"
    )
    classes = st.text_input(
        "Classes, with commas between",
        FIRST,
        key="symbols.classes",
        help="2 to 20, called what you like. More can be added, and all renamed, while you draw.",
    )
    if st.button("Begin to draw", type="primary", icon=":material/draw:"):
        with error_boundary():
            made = symbol_store.create(name, [c for c in classes.split(",") if c.strip()])
            _open(made.name)
    file = st.file_uploader(
        "Or a zip file: a set that was exported here, or a folder of pictures for each class",
        type=["zip"],
        max_upload_size=MEGABYTES,
        key=f"symbols.zip.{len(names)}",
    )
    folder = st.file_uploader(
        "Or that folder itself",
        accept_multiple_files="directory",
        max_upload_size=MAX_BYTES // 1_000_000,
        key=f"symbols.folder.{len(names)}",
    )
    if (file or folder) and st.button("Import", icon=":material/upload:"):
        with error_boundary():
            if file:
                made, wrong = symbol_files.from_zip(file.getvalue(), file.name, name)
            else:
                pictures = {f.name: f.getvalue() for f in folder}
                made, wrong = symbol_files.from_pictures(pictures, "The folder", name)
            symbol_store.add(made)
            _wrong.set(wrong)
            _open(made.name)


def _open(name: str) -> None:
    session.Entry[str]("symbols.open").set(name)
    st.rerun()


def _take_away(known: SymbolSet) -> None:
    st.download_button(
        "Export",
        lambda: symbol_files.packed(known),
        f"{known.name}.zip",
        "application/zip",
        icon=":material/download:",
        on_click="ignore",
        help="A zip file with all of it, for here and, as pictures in a folder for each class, for "
        "everybody else.",
    )


@st.dialog("Delete these symbols?")
def _delete(name: str) -> None:
    st.markdown(
        f"**{plain(name)}** goes with all its examples. Networks that were trained on it stay, and go on "
        "reading what is drawn."
    )
    if page.delete_or_cancel():
        with error_boundary():
            symbol_store.remove(name)
            st.rerun()


def _collect(name: str) -> None:
    """The pad, the examples, and what to do with them; only this runs again with every example."""
    with error_boundary():
        known = symbol_store.load(name)
        label = min(_drawn.get({}).get(name, 0), len(known.classes) - 1)
        left, right = st.columns([2, 3], gap="large")
        with left:
            shown = known.classes[label]
            drawn = collecting_pad("symbols-pad", shown, f"Draw: {shown}", label)
        if drawn:
            _take(known, drawn)
        with left:
            st.caption(
                "**Enter** or **n**: the next example. Place and size on the pad make no difference: each "
                "is cropped, scaled and centred as MNIST’s digits are."
            )
            _bring(known, label)
        with right:
            if asked := example_sheet(known, label):
                _obey(known, asked)
            _bring_back(known)
            for said in _wrong.get([]):
                st.warning(sentence(DataError(said)), icon=":material/warning:")
            _split(known)
            _train(known)


def _take(known: SymbolSet, drawn: list[Drawn]) -> None:
    """Keep new examples, and go on with the next class where this one has a beginning. Reruns."""
    from core.digits.preprocessing import sketch_of  # SciPy: not before it is needed

    _wrong.clear()
    wrong, label = [], 0
    for one in drawn:
        label = min(one.label, len(known.classes) - 1)
        if isinstance(one.given, bytes):
            pictures, said = symbol_files.examples_of([("The picture", one.given)])
            wrong += said
        else:
            made = sketch_of(one.given, known.dataset)
            pictures = [symbol_files.pixels_of(made.seen(made.steps))]
        known = _changed(known, lambda now, k=label, new=pictures: now.with_examples(k, new))
    _wrong.set(wrong)
    counts = _counts(known)
    if counts[label] == EACH and min(counts) < EACH:
        label = counts.index(min(counts))
    _draw(known.name, label)
    _again()


def _again() -> NoReturn:
    """Run the part around this once more: the page, where all of it is being run."""
    with contextlib.suppress(StreamlitAPIException):
        st.rerun(scope="fragment")
    st.rerun()


def _changed(known: SymbolSet, how: Any) -> SymbolSet:
    return symbol_store.change(known.name, how)


def _counts(known: SymbolSet) -> list[int]:
    """Examples of each class."""
    sides = known.counts(train=True), known.counts(train=False)
    return [a + b for a, b in zip(*sides, strict=True)]


def _draw(name: str, label: int) -> None:
    _drawn.set(_drawn.get({}) | {name: label})


def _bring(known: SymbolSet, label: int) -> None:
    """Pictures from the learner's disk as examples of the class that is being drawn."""
    files = st.file_uploader(
        f"Or pictures of {plain(known.classes[label])}, dark on light or light on dark",
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 1_000_000,
        key=f"symbols.files.{known.name}.{known.following}",
    )
    if files and st.button("Add these pictures", icon=":material/add:"):
        pictures, wrong = symbol_files.examples_of([(f.name, f.getvalue()) for f in files])
        _wrong.set(wrong)
        if pictures:
            _changed(known, lambda now: now.with_examples(label, pictures))
        _again()


def _obey(known: SymbolSet, asked: Mapping[str, Any]) -> None:
    """Do what was asked for on the sheet. Reruns."""
    what, label = asked["what"], int(asked.get("label", 0))
    numbers = [int(n) for n in asked.get("numbers", ())]
    if what == "draw":
        _draw(known.name, label)
    elif what == "move":
        _changed(known, lambda now: now.moved(numbers, min(label, len(now.classes) - 1)))
    elif what == "delete":
        _before.set(known)
        _changed(known, lambda now: now.without(numbers))
    elif what == "rename":
        _changed(known, lambda now: now.renamed(label, str(asked["name"])))
    elif what == "add":
        _draw(
            known.name,
            len(_changed(known, lambda now: now.with_class(str(asked["name"]))).classes) - 1,
        )
    elif what == "remove" and len(known.classes) > 1:
        _before.set(known)
        _changed(known, lambda now: now.without_class(label))
    _again()


def _bring_back(known: SymbolSet) -> None:
    """The way back from what was deleted last, until something else is done with the set."""
    before = _before.get(known)
    lost = len(before.examples) - len(known.examples)
    classes = len(before.classes) - len(known.classes)
    if before.name != known.name or before.following != known.following or lost + classes <= 0:
        return
    what = f"{lost} example{'s' * (lost != 1)}" if lost else "the class"
    if st.button(f"Bring back {what}", icon=":material/undo:", type="tertiary"):
        _before.clear()
        _changed(known, lambda now: before)
        _again()


def _split(known: SymbolSet) -> None:
    """What is held out, and how little that says."""
    train, held = sum(known.counts(train=True)), sum(known.counts(train=False))
    if not held:
        return
    low, _ = wilson(held, held)
    st.markdown(
        f"**{train}** examples to train on, **{held}** held out to test with (dashed), about every third "
        f"of each class. So few say little: a network that gets all {held} right may be right in "
        f"{percent(low, 0)} to {percent(1, 0)} of cases (95 % interval)."
    )


def _train(known: SymbolSet) -> None:
    """The way to a network, and to one that is there."""
    if known.lacks:
        st.info(plain(known.lacks), icon=":material/draw:")
        return
    changes = {"dataset": known.dataset, "learning_rate": RATE}
    chosen = {"preset": "quick", "with": joined(changes)}
    with st.container(horizontal=True, vertical_alignment="center"):
        if train_button.starts("Train a network on them", "train-symbols", primary=True):
            preset = problems.preset("digits", "quick")
            run = session.start(preset.config.replace(**changes), threads=preset.threads)
            urls.open_page(urls.train_page("digits"), run=run.id, **chosen)
        urls.link(urls.train_page("digits"), "Choose settings first", ":material/tune:", **chosen)
        newest = (r for r in listing.newest("digits", 30) if r.config.dataset == known.dataset)
        if own := next((r for r in newest if r.has_weights), None):
            label = f"Draw for {plain(own.title)}"
            urls.link("pages/draw_digit.py", label, ":material/draw:", run=own.id)
