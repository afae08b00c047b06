"""Type a surname and see which language a network takes it for."""

import streamlit as st

from core import predict, presets
from core.names.text import split_names
from core.runs import jobs, store
from core.runs.store import Run
from ui import answers, live, page

MOST_NAMES = 12

page.begin("Type a surname", "See which language a network that you trained takes it for.")


def answered(run: Run, name: str) -> None:
    """One name's answer, and what there is to know about it."""
    cleaned, answer = predict.surname(run, name)
    shown = name if len(name) <= 60 else name[:57] + "…"
    doubt = " — but it is not sure" if answers.unsure(answer) else ""
    st.text(shown)
    st.markdown(f"### It says **{answer.best}**{doubt}")
    answers.bars(answer, f"Probability of each language for {shown}", top=8)
    notes = [f"Read as the letters “{cleaned.letters}”."]
    if cleaned.changes:
        notes.append("Changed: " + ", ".join(cleaned.changes) + ".")
    found = predict.languages_with(run, cleaned.letters)
    if len(found) == 1:
        notes.append(f"In the data this spelling stands in {found[0]}.")
    elif found:
        notes.append(f"In the data this spelling stands in several: {', '.join(found)}.")
    else:
        notes.append("This spelling is not in the data: the network has never seen it.")
    st.text("\n".join(notes))


def reading(run: Run) -> None:
    """The box and the answers; only this runs again while typing."""
    text = st.text_input(
        "A surname, or several with commas between",
        key="surname",
        live="150ms",
        placeholder="Kowalski, O'Brien, Yamamoto",
        persist_state="session",
    )
    if not run.has_weights:
        st.info("This network has just begun to train; its first answer comes in seconds.")
        return
    names = split_names(text or "")
    if not names:
        st.info("Type a surname: the answer changes with every letter.", icon=":material/keyboard:")
    if len(names) > MOST_NAMES:
        st.warning(f"{len(names)} names were typed; the first {MOST_NAMES} are read.")
        names = names[:MOST_NAMES]
    columns = st.columns(min(3, max(1, len(names))), gap="large")
    for k, name in enumerate(names):
        with columns[k % 3], page.sentences():
            answered(run, name)


with page.sentences():
    run = page.choose_run("names")
    if run is None:
        st.info("No network has been trained for surnames yet.", icon=":material/school:")
        if st.button("Train the quick RNN", type="primary", icon=":material/play_arrow:"):
            quick = presets.preset("names", "quick")
            page.show_run(jobs.start(quick.config, title=quick.title, preset=quick.name))
            st.rerun()
    else:
        if run.status in store.ACTIVE:
            live.progress(run)
        # While the network learns, its answer to the same name changes.
        st.fragment(reading, run_every=2 if run.status in store.ACTIVE else None)(run)
