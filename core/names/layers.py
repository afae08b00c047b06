"""The layers of a surname network: shape, parameters and multiply-adds of each, by arithmetic alone."""

from core.names import data
from core.names.config import GATES, NamesConfig
from core.names.text import ALPHABET
from core.problem import Layer

RELUS = {"linear": 0, "relu-1": 1, "relu-2": 2}
"""The ReLU layers on the letter in each of the notes' cells."""
NAMES = {"tanh": "RNN", "gru": "GRU", "lstm": "LSTM"}


def layers(config: NamesConfig) -> list[Layer]:
    """What reads a letter, what moves the hidden state on, and what reads the answer. Multiply-adds are
    those of one letter; a one-hot letter costs none, for it is a look-up. Raises DataError."""
    n, h = len(ALPHABET), config.hidden_size
    languages = len(data.load(config.dataset).languages)
    relus = RELUS.get(config.cell)
    if relus is None:
        g = GATES[config.cell] * h
        extra = h if config.cell == "gru" else 0  # the candidate's own bias
        name = f"{NAMES[config.cell]}({n}, {h})"
        stack = [Layer(name.split("(")[0], (n, h), name, (h,), (n + h + 1) * g + extra, h * g)]
        if config.dropout:
            p = config.dropout
            stack.append(Layer("Dropout", (p,), f"Dropout({p:g})", (h,), 0, 0))
        return [*stack, _dense(h, languages, h * languages)]
    stack = []
    if relus:
        stack += [_dense(n, h, 0), Layer("ReLU", (), "ReLU", (h,), 0, 0)]
    if relus == 2:
        stack += [_dense(h, h, 0), Layer("ReLU", (), "ReLU", (h,), 0, 0)]
    read = 0 if relus else n  # with the state in one layer, or by the layers before
    return [*stack, _dense(read + h, h, h * h), _dense(n + h, languages, h * languages)]


def _dense(inputs: int, outputs: int, work: int) -> Layer:
    name = f"Linear({inputs}, {outputs})"
    return Layer("Linear", (inputs, outputs), name, (outputs,), (inputs + 1) * outputs, work)
