"""The layers of a surname network: shape, parameters and multiply-adds of each, by arithmetic alone."""

from core.names import data
from core.names.config import GATES, NOTES_CELLS, NamesConfig
from core.names.symbols import N_LETTERS, n_rows, n_symbols
from core.problem import Layer

RELUS = {"linear": 0, "relu-1": 1, "relu-2": 2}
"""The ReLU layers on the letter in each of the notes' cells."""
NAMES = {"tanh": "RNN", "gru": "GRU", "lstm": "LSTM"}


def layers(config: NamesConfig) -> list[Layer]:
    """What reads a letter, what moves the hidden state on, and what reads the answer. Multiply-adds are
    those of one letter; a one-hot letter costs none, for it is a look-up. Raises DataError."""
    h, languages = config.hidden_size, len(data.load(config.dataset).languages)
    if config.cell not in NOTES_CELLS:
        stack = [*_embedding(config), *_cells(config)]
        if config.dropout:
            p = config.dropout
            stack.append(Layer("Dropout", (p,), f"Dropout({p:g})", (h,), 0, 0))
        read = (1 + (config.direction == "both")) * (1 + (config.readout == "last-max")) * h
        stack.append(_dense(read, languages, read * languages))
        if config.shortcut:
            stack.append(_table(n_rows(config.ngrams, config.marks), languages))
        return stack
    n, relus, stack = N_LETTERS, RELUS[config.cell], []
    if relus:
        stack += [_dense(n, h, 0), Layer("ReLU", (), "ReLU", (h,), 0, 0)]
    if relus == 2:
        stack += [_dense(h, h, 0), Layer("ReLU", (), "ReLU", (h,), 0, 0)]
    read = 0 if relus else n  # with the state in one layer, or by the layers before
    return [*stack, _dense(read + h, h, h * h), _dense(n + h, languages, h * languages)]


def recurrent_work(config: NamesConfig) -> list[int]:
    """The multiply-adds of one symbol in each recurrent layer."""
    if config.cell in NOTES_CELLS:
        return [config.hidden_size**2]
    return [layer.multiply_adds for layer in _cells(config)]


def _embedding(config: NamesConfig) -> list[Layer]:
    if not config.embedding:
        return []
    return [_table(n_rows(config.ngrams, config.marks), config.embedding)]


def _cells(config: NamesConfig) -> list[Layer]:
    """The cells of each direction, from the letters up."""
    h, g = config.hidden_size, GATES[config.cell] * config.hidden_size
    extra = h if config.cell == "gru" else 0  # the candidate's own bias
    first = config.embedding or n_symbols(config.marks)
    ways = ("forwards", "backwards") if config.direction == "both" else (config.direction,)
    found = []
    for way in ways:
        for layer in range(config.layers):
            m = h if layer else first
            # Letters alone are so few that all are multiplied once for the whole batch.
            work = h * g + (m * g if layer or config.ngrams > 1 else 0)
            name = f"{NAMES[config.cell]}({m}, {h})" + f" {way}" * (
                way != "forwards" or len(ways) > 1
            )
            parameters = (m + h + 1) * g + extra
            found.append(Layer(NAMES[config.cell], (m, h), name, (h,), parameters, work))
    return found


def _table(rows: int, numbers: int) -> Layer:
    name = f"Embedding({rows}, {numbers})"
    return Layer("Embedding", (rows, numbers), name, (numbers,), rows * numbers, 0)


def _dense(inputs: int, outputs: int, work: int) -> Layer:
    name = f"Linear({inputs}, {outputs})"
    return Layer("Linear", (inputs, outputs), name, (outputs,), (inputs + 1) * outputs, work)


def weight_shapes(config: NamesConfig, languages: int) -> dict[str, tuple[int, ...]]:
    """The shape of each weight of a network for so many languages, by its name in its state_dict."""
    h = config.hidden_size
    if config.cell in NOTES_CELLS:
        relus = RELUS[config.cell]
        of_letters = {
            "letter_to_hidden": (N_LETTERS, h),
            "hidden_to_hidden": (h, h),
            "hidden_bias": (h,),
            **({"letter_bias": (h,)} if relus else {}),
            **({"second": (h, h), "second_bias": (h,)} if relus == 2 else {}),
            "letter_to_output": (N_LETTERS, languages),
        }
        return of_letters | _output_shapes(h, languages)
    g, rows = GATES[config.cell] * h, n_rows(config.ngrams, config.marks)
    found: dict[str, tuple[int, ...]] = {}
    for way in ("", "_backwards")[: 1 + (config.direction == "both")]:
        for layer in range(config.layers):
            suffix = f"{way}_{layer + 1}" if layer else way
            inputs = h if layer else config.embedding or n_symbols(config.marks)
            found[f"letter_to_gates{suffix}"] = (inputs, g)
            found[f"hidden_to_gates{suffix}"] = (h, g)
            found[f"gates_bias{suffix}"] = (g,)
            if config.cell == "gru":
                found[f"candidate_bias{suffix}"] = (h,)
    if config.embedding:
        found["embedding"] = (rows, config.embedding)
    if config.shortcut:
        found["shortcut"] = (rows, languages)
    read = (1 + (config.direction == "both")) * (1 + (config.readout == "last-max")) * h
    return found | _output_shapes(read, languages)


def _output_shapes(read: int, languages: int) -> dict[str, tuple[int, ...]]:
    return {"hidden_to_output": (read, languages), "output_bias": (languages,)}
