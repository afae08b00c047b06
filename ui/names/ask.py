"""The page that asks a surname network: a box to type in, the answers, and what went on inside."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import SurnameError
from core.names import data
from core.names.config import NamesConfig
from core.names.insight import rare_letters
from core.names.name_sets import SURNAMES, NameSet
from core.names.problem import NAMES
from core.names.text import Cleaned, split_names
from core.runs import predict, store
from core.runs.store import Run
from ui import session, urls
from ui.components.cursor.cursor import cursor_in
from ui.components.network.network import in_browser
from ui.components.typed_answer.typed_answer import TOP, typed_answer
from ui.components.unrolled_answer.unrolled_answer import unrolled_answer
from ui.errors import error_boundary
from ui.names.states import about_states
from ui.runs import probabilities, remarks
from ui.text import plain
from ui.training import train_page

MOST_NAMES = 12
followed = session.Entry[str]("named")  # the name of the link that was followed last


def invitation(run: Run) -> str:
    """What stands where nothing is typed."""
    return f"Type {words_of(run).an_item}: the answer changes with every letter."


def words_of(run: Run) -> NameSet:
    """What the names of the run's data set are called."""
    return data.words_of(run.config.dataset)


def answered(
    run: Run, network: dict[str, Any] | None, name: str, place: int, alone: bool = False
) -> str:
    """The answer for the name in one place of those typed, and what there is to know about it; its
    letters. Raises SurnameError. `alone`: the browser shows its answer unrolled, elsewhere."""
    try:
        item = NAMES.read(name)
    except SurnameError:
        if network and not alone:
            answer_in_browser(run, network, place, name)
        raise
    cleaned = item.cleaned
    if network:
        if not alone:
            answer_in_browser(run, network, place, name, cleaned.letters)
        with probabilities.anew(f"notes-{place}", name):
            known_of(run, cleaned)
        return cleaned.letters
    answer = predict.answer(run, item)
    with probabilities.anew(
        f"answer-{place}", f"{name} {answer.best} {probabilities.unsure(answer)}"
    ):
        shown = name if len(name) <= 60 else name[:57] + "…"
        doubt = " — but it is not sure" if probabilities.unsure(answer) else ""
        st.text(shown)
        st.markdown(f"## It says **{plain(answer.best)}**{doubt}")
        probabilities.bars(answer, f"Probability of each language for {shown}", top=TOP)
        known_of(run, cleaned)
    return cleaned.letters


def answer_in_browser(
    run: Run, network: dict[str, Any], place: int, name: str = "", letters: str = ""
) -> None:
    typed_answer(
        network,
        predict.classes(run),
        field="surname",
        place=place,
        name=name,
        letters=letters,
    )


def unrolled(
    run: Run, network: dict[str, Any], place: int, name: str, letters: str, answers: bool
) -> None:
    """The network's way through the name in one place of those typed, letter by letter."""
    assert isinstance(run.config, NamesConfig)
    unrolled_answer(
        network,
        predict.classes(run),
        field="surname",
        place=place,
        about=about_states(run.config),
        name=name,
        letters=letters,
        invitation=invitation(run),
        sample=sample(run),
        answers=answers,
    )


def sample(run: Run) -> tuple[str, str]:
    """An example of the names, with its letters: read until one is typed; "" where there is none."""
    words = words_of(run)
    examples = words.examples or (SURNAMES.examples if words.item == SURNAMES.item else ())
    name = next(iter(examples), "")
    return name, letters_of(name)


def letters_of(name: str) -> str:
    """What a network reads of a name; "" where it cannot be read."""
    try:
        return NAMES.read(name).cleaned.letters
    except SurnameError:
        return ""


def known_of(run: Run, cleaned: Cleaned) -> None:
    """What became of a name on its way to the network, and what the data says of it."""
    assert isinstance(run.config, NamesConfig)
    notes = [f"Read as the letters “{cleaned.letters}”.", *cleaned.notes]
    found = data.load(run.config.dataset).languages_of.get(cleaned.letters, ())
    if not found:
        notes.append("This spelling is not in the data: the network has never seen it.")
    else:
        notes.append(f"It was in the data, as {' and as '.join(found)}.")
    st.text("\n".join(notes))
    # What stands in the data needs no such guess: what is true of it has been said.
    if not found and (rare := rare_letters.hardly_seen(run.config, cleaned.letters)):
        st.text("Do not rely on this answer. " + " ".join(rare))


def reading(run: Run) -> None:
    """The box, the answers and the panels; only this runs again while typing."""
    words = words_of(run)
    text = st.text_input(
        f"{words.an_item.capitalize()}, or several with commas between",
        key="surname",
        bind="query-params",
        live="150ms",
        placeholder=words.placeholder,
        persist_state="session",
    )
    if urls.parameter("name") not in (None, text):
        urls.remove("name")  # the link has been followed; now the user types
        followed.clear()
    if not run.has_weights:
        st.info("This network has just begun to train; its first answer comes in seconds.")
        return
    names = split_names(text or "")
    network = in_browser(run)
    if not names and not network:
        st.info(invitation(run), icon=":material/keyboard:")
        return
    if len(names) > MOST_NAMES:
        st.warning(f"{len(names)} names were typed; the first {MOST_NAMES} are read.")
        names = names[:MOST_NAMES]
    remarks.show(run)
    alone = len(names) < 2
    if network and alone:
        name = names[0] if names else ""
        unrolled(run, network, 0, name, letters_of(name), answers=True)
    columns = st.columns(min(3, max(2, len(names))), gap="large")
    read: dict[
        str, int
    ] = {}  # the letters of the names that could be read, and their places, in order
    for k, name in enumerate(names):
        with columns[k % 3], error_boundary():
            read.setdefault(answered(run, network, name, k, alone), k)
    if not read:
        return
    with error_boundary():
        from ui.names import panels  # PyTorch: not before there is something to answer

        chosen = next(iter(read))
        if len(read) > 1:
            chosen = st.selectbox("See inside with the name", list(read))
        if network and not alone:
            unrolled(run, network, read[chosen], names[read[chosen]], chosen, answers=False)
        if run.status not in store.ACTIVE:  # while it trains its neighbours change too fast
            with columns[1] if alone else st.container(), error_boundary():
                panels.nearest(run, chosen)
        panels.panels(run, chosen, open_one=network is None)


def show(entitle: Callable[[str, str], None]) -> None:
    """All below the page's title: the choice of a network, the box, the answers. Where that network learned
    other names than surnames, the page gets another title."""

    def chosen(run: Run) -> None:
        words = words_of(run)
        if words is not SURNAMES:
            title = f"Type {plain(words.an_item)}"
            entitle(title, f"See which {plain(words.label)} your network takes it for, and why.")

    with error_boundary():
        # A link may bring a name along. It is put into the box once; then the box is the user's.
        named = urls.parameter("name")
        if named is not None and named != followed.get(""):
            st.session_state["surname"] = named
            followed.set(named)
        urls.bound("surname")
        train_page.ask_network("names", reading, chosen)
    cursor_in("surname")  # last: it would leave a gap above what it stands before
