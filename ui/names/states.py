"""Captions of pictures of hidden states: what they show of a surname network, and what they cannot."""

from core.names.config import NamesConfig


def states_caption(config: NamesConfig, units: int) -> str:
    """What the heat map of hidden states shows, and what it cannot."""
    half, colours = units // 2, "(orange above zero, blue below)"
    match config.direction:
        case "both":
            said = (
                f"The hidden states {colours}. Rows 1 to {half} read forwards and carry over the letters "
                f"up to this one; rows {half + 1} to {units} read backwards and carry over this one and "
                "all after it, to the end of the whole name, not of what the slider has read."
            )
        case "backwards":
            said = (
                f"The hidden state, a row for each of its {units} units {colours}. It reads backwards: "
                "at each letter it carries over that one and all after it, to the end of the whole name, "
                "not of what the slider has read."
            )
        case _:
            said = (
                "The hidden state: all that the network carries over from the letters so far, a row for "
                f"each of its {units} units {colours}."
            )
    if config.layers > 1:
        said += " Of its layers this is the top one."
    if config.shortcut:
        said += " What goes past them on the shortcut is not shown."
    if config.marks:
        said += " The states at the begin and end marks are left out."
    return said


def about_states(config: NamesConfig) -> str:
    """The same below the columns of the unrolled network, which has its begin and end marks, too."""
    ways = {
        "forwards": "A column is the hidden state after a letter: all that the network carries over to "
        "the next.",
        "backwards": "A column is the hidden state at a letter. The network reads from the end: it carries "
        "over that letter and all after it.",
        "both": "A column is the hidden state at a letter: above of the way forwards, which carries over "
        "the letters so far, below of the way backwards, which carries over that letter and all after it.",
    }
    said = [ways[config.direction], "Orange is above zero, blue below."]
    if config.layers > 1:
        said.append("Of its layers this is the top one.")
    if config.shortcut:
        said.append("What goes past them on the shortcut is not shown.")
    said.append("Below stands which language leads so far. A press holds a column open.")
    return " ".join(said)
