"""Charts of a surname's reading, which redraw in place while a user types.

Lines differ by colour and by symbol; orange speaks for an answer, blue against.
"""

import numpy as np

from core.charts.live import Figure, bars, categories, figure, line, powers, values
from core.names.insight.letters import Effects, Trajectory
from core.names.insight.linear import Contributions, Memory
from core.names.text import ALPHABET
from core.palette import ABOVE, AMOUNT, BELOW, CATEGORIES, REST

SYMBOLS = ("circle", "rect", "triangle", "diamond", "ring")


def shown(letter: str) -> str:
    return "␣" if letter == " " else letter


def places(letters: str) -> list[str]:
    """Labels of an axis of letters; numbered, as one may come twice."""
    return [f"{i} {shown(c)}" for i, c in enumerate(letters, 1)]


def leading(path: Trajectory, languages: tuple[str, ...]) -> list[tuple[str, np.ndarray]]:
    """The languages that were likeliest at some letter or nearly so, the final answer first, and
    all others as one sum: (name, probabilities (t,))."""
    p = path.probabilities
    first = int(p[-1].argmax())
    rest = [int(k) for k in np.argsort(-p.max(0), kind="stable") if k != first]
    chosen = [first, *rest[: len(SYMBOLS) - 1]]
    lines = [(languages[k], p[:, k]) for k in chosen]
    if others := [k for k in range(len(languages)) if k not in chosen]:
        lines.append((f"{len(others)} others together", p[:, others].sum(1)))
    return lines


def answers(path: Trajectory, letters: str, languages: tuple[str, ...], at: int) -> Figure:
    """Probabilities after each letter, with a mark at letter `at`, over the hidden states."""
    series = []
    for k, (name, p) in enumerate(leading(path, languages)):
        if k < len(SYMBOLS):
            width = 3.0 if k == 0 else 1.8
            series.append(line(name, CATEGORIES[k], 100 * p, 2, width=width, symbol=SYMBOLS[k]))
        else:
            series.append(line(name, REST, 100 * p, 2, width=1.8, dash="6 4"))
    return figure(
        categories("", places(letters)),
        values("Probability (%)", 0, 100),
        *series,
        mark=at,
        places=1,
        unit="%",
        legend=True,
    )


def states(path: Trajectory, letters: str, at: int) -> Figure:
    """A row for each unit of the hidden state, a column for each letter."""
    units = [str(k + 1) for k in range(path.states.shape[1])]
    return figure(
        categories("Letter read", places(letters)),
        categories("Hidden unit", units),
        cells=path.states.T,
        limit=float(np.abs(path.states).max()) or 1.0,
        mark=at,
    )


def support(effects: Effects, letters: np.ndarray, name: str) -> Figure:
    """Three measures of what each letter of a name spoke for, in nats."""
    t = np.arange(len(letters))
    others = effects.replaced.sum(1) / (effects.replaced.shape[1] - 1)
    measures = {
        "if it were missing": -effects.left_out,
        "if it were another letter": -others,
        "gradient": effects.gradient[t, letters],
    }
    return figure(
        categories("Letter", places(name)),
        values("Speaks for it (nats)"),
        *(bars(n, color, y) for (n, y), color in zip(measures.items(), CATEGORIES, strict=False)),
        unit="nats",
        legend=True,
    )


def replacements(effects: Effects, name: str) -> Figure:
    """What another letter at each place would change."""
    return figure(
        categories("Letter", places(name)),
        categories("Another letter there", [shown(c) for c in ALPHABET]),
        cells=effects.replaced.T,
        limit=float(np.abs(effects.replaced).max()) or 1.0,
        unit="nats",
    )


def sizes(effects: Effects, name: str) -> Figure:
    """The length of each letter's gradient, on a logarithmic axis."""
    size = np.maximum(effects.gradient_size, 1e-9)
    return amounts("Letter", places(name), "Gradient (nats per unit)", size)


def amounts(title: str, labels: list[str], y: str, amount: np.ndarray) -> Figure:
    """A line of what is above zero, on a logarithmic axis."""
    told = [float(f"{v:.4g}") for v in amount.tolist()]
    series = line(y, AMOUNT, np.array(told), 12, symbol="circle")
    return figure(categories(title, labels), powers(y), series, places=4)


def terms(found: Contributions, letters: str, best: int, second: int, names: list[str]) -> Figure:
    """What each letter adds to the best language's logit above the second's, and the bias."""
    amount = np.append(found.letters, found.bias[None], axis=0)
    amount = amount[:, best] - amount[:, second]
    signs = [BELOW if v < 0 else ABOVE for v in amount.tolist()]
    return figure(
        categories("Letter", [*places(letters), "bias"]),
        values("Adds (nats)"),
        bars(f"for {names[0]} rather than {names[1]}", ABOVE, amount, colors=signs),
        unit="nats",
        legend=True,
    )


def spectrum(memory: Memory) -> Figure:
    """The eigenvalues of the hidden matrix beside the unit circle."""
    turn = np.linspace(0, 2 * np.pi, 73)
    found, edge = memory.eigenvalues, round(max(1.1, 1.1 * memory.radius), 2)
    return figure(
        values("Real part", -edge, edge),
        values("Imaginary part", -edge, edge),
        line("unit circle", REST, np.sin(turn), x=np.cos(turn), width=1.5, dash="6 4", silent=True),
        line("eigenvalue", AMOUNT, found.imag, x=found.real, width=0, symbol="circle"),
    )


def influence(memory: Memory) -> Figure:
    """How much a letter says, by its distance from the end of the name."""
    after = [str(k) for k in range(len(memory.say))]
    return amounts("Letters after it", after, "Says (nats)", np.maximum(memory.say, 1e-9))
