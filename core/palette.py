"""The colour palette: every colour that carries a meaning, in figures, in HTML and in components.

From Okabe and Ito's colours for colour-blind readers ("Color Universal Design", 2008), darkened or chosen
anew where theirs are under 3 : 1 on white. Orange and blue are kept for the sign of a number, so that
neither ever means anything else.
"""

ABOVE, BELOW = "#E69F00", "#0072B2"
"""Numbers above and below zero: weights, feature maps, hidden states, what speaks for and against."""
DIVERGING = (BELOW, "rgba(0,114,178,0.35)", "rgba(128,128,128,0.06)", "rgba(230,159,0,0.35)", ABOVE)
"""The same as a scale, from the most below zero to the most above."""

AMOUNT = "#8A63D2"
"""How much of something that is never below zero: probabilities, shares, counts."""
AMOUNTS = ("rgba(138,99,210,0.04)", AMOUNT)

TRAINING, TEST, BALANCED = "#7A828E", "#009E73", "#8B8B00"
"""What was measured on the items of the training, of the test, and of the test by its classes' mean."""

RIGHT, WRONG = "#009E73", "#B03A7E"
"""Answers."""

CATEGORIES = (
    "#009E73",
    "#B03A7E",
    "#8B8B00",
    "#56B4E9",
    "#D55E00",
    "#CC79A7",
    "#7A828E",
    "#994F00",
)
"""Things without an order, such as languages; lines also differ by dashes or symbols."""
REST = "#8A8F98"
"""All that has no colour of its own: guides, sums of what is left."""


def rgb(color: str) -> tuple[int, int, int]:
    """ "#0072B2" -> (0, 114, 178)."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def css(selector: str = ":host") -> str:
    """The palette as custom properties for the style sheet of a component: `var(--above)`."""
    named = {
        "above": ABOVE,
        "below": BELOW,
        "amount": AMOUNT,
        "training": TRAINING,
        "test": TEST,
        "balanced": BALANCED,
        "right": RIGHT,
        "wrong": WRONG,
        "rest": REST,
    } | {f"category-{k}": color for k, color in enumerate(CATEGORIES, 1)}
    return f"{selector} {{{' '.join(f'--{name}: {color};' for name, color in named.items())}}}\n"
