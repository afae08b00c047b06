"""A surname network as plain PyTorch code, and a trained network's weights as that code names them."""

from collections.abc import Iterator, Mapping

import numpy as np

from core.names.config import GATES, NOTES_CELLS, NamesConfig
from core.names.layers import NAMES, RELUS
from core.names.symbols import BUCKETS, N_LETTERS, n_rows, n_symbols

NOTES_CELL = '''
class RNN(nn.Module):
    """Scores each language from one-hot letters (t, {n}): the last one, and the state before it."""

    def __init__(self, languages):
        super().__init__()
{layers}
    def forward(self, letters):
        state = torch.zeros({h})
        for letter in letters:
            both = torch.cat([letter, state])
            output, state = self.output(both), {move}
        return output


def scores(names):
    """A score for each language, for each of some surnames."""
    letters = [torch.tensor([LETTERS.index(c) for c in name]) for name in names]
    return torch.stack([network(F.one_hot(row, {n}).float()) for row in letters])
'''
NGRAMS = '''
N, BLANK = {n}, {rows}  # letters{and_marks}; the row of what is none


def ngrams(symbols):
    """The rows of the letter{and_more} that end at each place: (names, places, {ngrams})."""
    first, second = F.pad(symbols, (2, -2), value=-1), F.pad(symbols, (1, -1), value=-1)
    found = [torch.where(symbols < 0, BLANK, symbols)]
    pair = second * N + symbols
    found.append(torch.where((second < 0) | (symbols < 0), BLANK, N + pair))
{triple}    return torch.stack(found, 2)
'''
TRIPLE = """    triple = N + N * N + (first * N * N + pair) % {buckets}
    found.append(torch.where((first < 0) | (second < 0) | (symbols < 0), BLANK, triple))
"""
GATED = '''
class RNN(nn.Module):
    """Reads surnames (names, places), -1 where there is no letter, and scores each language."""

    def __init__(self, languages):
        super().__init__()
{layers}
    def read(self, rnn, symbols, lengths):
        states, _ = rnn({inputs})
{readout}
    def forward(self, symbols, lengths):
{blank}{turn}        {read}
        logits = self.output({dropped})
        return logits{shortcut}


def scores(names):
    """A score for each language, for each of some surnames."""
    rows = [torch.tensor({spelled}) for name in names]
    symbols = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=-1)
    return network(symbols, torch.tensor([len(row) for row in rows]))
'''
BLANKS = """        if self.training:  # letters that are left out at random
            out = torch.rand(symbols.shape) < {p}
            symbols = symbols.masked_fill(out{letters}, -1)
"""
TURN = """        places = lengths[:, None] - 1 - torch.arange(symbols.shape[1])
        turned = symbols.gather(1, places.clamp(min=0))
"""
LAST = "        last = states[torch.arange(len(states)), lengths - 1]\n"
THERE = "        there = (torch.arange(states.shape[1]) < lengths[:, None])[:, :, None]\n"
HIGHEST = "        highest = states.masked_fill(~there, -torch.inf).amax(1)\n"
MEAN = "        mean = (states * there).sum(1) / lengths[:, None]\n"
READOUTS = {
    "last": LAST + "        return last\n",
    "max": THERE + HIGHEST + "        return highest\n",
    "mean": THERE + MEAN + "        return mean\n",
    "last-max": LAST + THERE + HIGHEST + "        return torch.cat([last, highest], 1)\n",
}


def network(config: NamesConfig) -> tuple[str, ...]:
    """The parts of a script: what makes its class `RNN`, and `scores(names)` that asks `network`, one of
    them."""
    if config.cell in NOTES_CELLS:
        return (_notes(config),)
    return (_ngrams(config), _gated(config)) if config.ngrams > 1 else (_gated(config),)


def _notes(config: NamesConfig) -> str:
    h, relus, n = config.hidden_size, RELUS[config.cell], N_LETTERS
    layers = [f"self.output = nn.Linear({n + h}, languages)"]
    if relus == 0:
        layers.insert(0, f"self.hidden = nn.Linear({n + h}, {h})")
        move = "self.hidden(both)"
    else:
        letter = [f"nn.Linear({n}, {h})", "nn.ReLU()", f"nn.Linear({h}, {h})", "nn.ReLU()"]
        layers[:0] = [
            f"self.letter = nn.Sequential({', '.join(letter[: 2 * relus])})",
            f"self.hidden = nn.Linear({h}, {h})",
        ]
        move = "self.letter(letter) + self.hidden(state)"
    return NOTES_CELL.format(n=n, h=h, layers=_indented(layers), move=move)


def _indented(lines: list[str]) -> str:
    return "".join(f"        {line}\n" for line in lines)


def _ngrams(config: NamesConfig) -> str:
    more = ", the pair and the triple" if config.ngrams > 2 else " and the pair"
    return NGRAMS.format(
        n=n_symbols(config.marks),
        rows=n_rows(config.ngrams, config.marks),
        ngrams=config.ngrams,
        and_marks=" and two marks" * config.marks,
        and_more=more,
        triple=TRIPLE.format(buckets=BUCKETS) if config.ngrams > 2 else "",
    )


def ways(config: NamesConfig) -> list[str]:
    """What the recurrent layers of each direction are called."""
    return ["forwards", "backwards"] if config.direction == "both" else [config.direction]


def _gated(config: NamesConfig) -> str:
    h, p, n = config.hidden_size, config.dropout, n_symbols(config.marks)
    rows, many = n_rows(config.ngrams, config.marks), config.ngrams > 1
    found = "ngrams(symbols)" if many else f"symbols.where(symbols >= 0, {rows})"
    layers, inputs = [], f"F.one_hot(symbols + 1, {n + 1})[:, :, 1:].float()"
    if config.embedding:
        layers.append(
            f"self.embedding = nn.Embedding({rows + 1}, {config.embedding}, padding_idx={rows})"
        )
        if many:
            layers.append(f"nn.init.zeros_(self.embedding.weight.data[{n}:])")
        inputs = f"self.embedding({found})" + ".sum(2)" * many
    stack = f", num_layers={config.layers}" * (config.layers > 1)
    stack += f", dropout={p}" * bool(p and config.layers > 1)
    for way in ways(config):
        sizes = f"{config.embedding or n}, {h}"
        layers.append(f"self.{way} = nn.{NAMES[config.cell]}({sizes}{stack}, batch_first=True)")
    if p:
        layers.append(f"self.dropout = nn.Dropout({p})")
    read = len(ways(config)) * h * (1 + (config.readout == "last-max"))
    layers.append(f"self.output = nn.Linear({read}, languages)")
    shortcut = ""
    if config.shortcut:
        layers.append(f"self.shortcut = nn.Embedding({rows + 1}, languages, padding_idx={rows})")
        layers.append("nn.init.zeros_(self.shortcut.weight)")
        axes = "(1, 2)" if many else "1"
        shortcut = f" + self.shortcut({found}).sum({axes}) / lengths[:, None].sqrt()"
    reads = [
        f"self.read(self.{way}, {'symbols' if way == 'forwards' else 'turned'}, lengths)"
        for way in ways(config)
    ]
    read_line = f"read = {reads[0]}"
    if len(reads) == 2:
        read_line = f"read = [{reads[0]}]\n        read.append({reads[1]})"
    whole = "torch.cat(read, 1)" if len(reads) == 2 else "read"
    spelled = "[LETTERS.index(c) for c in name]"
    if config.marks:
        spelled = f"[{N_LETTERS}, *map(LETTERS.index, name), {N_LETTERS + 1}]"
    blank = ""
    if config.letter_dropout:
        letters = " & (symbols < len(LETTERS))" * config.marks
        blank = BLANKS.format(p=config.letter_dropout, letters=letters)
    return GATED.format(
        layers=_indented(layers),
        inputs=inputs,
        readout=READOUTS[config.readout],
        blank=blank,
        turn="" if config.direction == "forwards" else TURN,
        read=read_line,
        dropped=f"self.dropout({whole})" if p else whole,
        shortcut=shortcut,
        spelled=spelled,
    )


Weights = Mapping[str, np.ndarray]


def weights(config: NamesConfig, ours: Weights) -> dict[str, np.ndarray]:
    """The weights of a network of ours, by the names and in the shapes that `network` has for them."""
    return dict(_of_notes(config, ours) if config.cell in NOTES_CELLS else _of_gated(config, ours))


def own_weights(config: NamesConfig, plain: Weights) -> dict[str, np.ndarray]:
    """The way back from `weights`. Raises KeyError for one that is missing."""
    found = _own_of_notes if config.cell in NOTES_CELLS else _own_of_gated
    return dict(found(config, plain))


def _of_notes(config: NamesConfig, ours: Weights) -> Iterator[tuple[str, np.ndarray]]:
    if RELUS[config.cell] == 0:
        both = np.concatenate([ours["letter_to_hidden"], ours["hidden_to_hidden"]])
        yield "hidden.weight", both.T
    else:
        yield "letter.0.weight", ours["letter_to_hidden"].T
        yield "letter.0.bias", ours["letter_bias"]
        yield "hidden.weight", ours["hidden_to_hidden"].T
    if RELUS[config.cell] == 2:
        yield "letter.2.weight", ours["second"].T
        yield "letter.2.bias", ours["second_bias"]
    yield "hidden.bias", ours["hidden_bias"]
    yield "output.weight", np.concatenate([ours["letter_to_output"], ours["hidden_to_output"]]).T
    yield "output.bias", ours["output_bias"]


def _own_of_notes(config: NamesConfig, plain: Weights) -> Iterator[tuple[str, np.ndarray]]:
    hidden, output = plain["hidden.weight"].T, plain["output.weight"].T
    if RELUS[config.cell] == 0:
        yield "letter_to_hidden", hidden[:N_LETTERS]
        yield "hidden_to_hidden", hidden[N_LETTERS:]
    else:
        yield "letter_to_hidden", plain["letter.0.weight"].T
        yield "letter_bias", plain["letter.0.bias"]
        yield "hidden_to_hidden", hidden
    if RELUS[config.cell] == 2:
        yield "second", plain["letter.2.weight"].T
        yield "second_bias", plain["letter.2.bias"]
    yield "hidden_bias", plain["hidden.bias"]
    yield "letter_to_output", output[:N_LETTERS]
    yield "hidden_to_output", output[N_LETTERS:]
    yield "output_bias", plain["output.bias"]


def _stacked(config: NamesConfig) -> Iterator[tuple[str, str]]:
    """What the code, and our network, put behind the names of each recurrent layer's weights."""
    for way, own in zip(ways(config), ("", "_backwards"), strict=False):
        for layer in range(config.layers):
            yield f"{way}.{{}}_l{layer}", f"{own}_{layer + 1}" if layer else own


def _of_gated(config: NamesConfig, ours: Weights) -> Iterator[tuple[str, np.ndarray]]:
    h = config.hidden_size
    for name, suffix in _stacked(config):
        # PyTorch has two biases for each gate; the second does something in a GRU's candidate alone.
        second = np.zeros(GATES[config.cell] * h, np.float32)
        if config.cell == "gru":
            second[2 * h :] = ours[f"candidate_bias{suffix}"]
        yield name.format("weight_ih"), ours[f"letter_to_gates{suffix}"].T
        yield name.format("weight_hh"), ours[f"hidden_to_gates{suffix}"].T
        yield name.format("bias_ih"), ours[f"gates_bias{suffix}"]
        yield name.format("bias_hh"), second
    for table in ("embedding", "shortcut"):
        if table in ours:  # and a row of zeros for what is blank
            yield f"{table}.weight", np.pad(ours[table], ((0, 1), (0, 0)))
    yield "output.weight", ours["hidden_to_output"].T
    yield "output.bias", ours["output_bias"]


def _own_of_gated(config: NamesConfig, plain: Weights) -> Iterator[tuple[str, np.ndarray]]:
    h = config.hidden_size
    for name, suffix in _stacked(config):
        yield f"letter_to_gates{suffix}", plain[name.format("weight_ih")].T
        yield f"hidden_to_gates{suffix}", plain[name.format("weight_hh")].T
        yield f"gates_bias{suffix}", plain[name.format("bias_ih")]
        if config.cell == "gru":
            yield f"candidate_bias{suffix}", plain[name.format("bias_hh")][2 * h :]
    for table in ("embedding", "shortcut"):
        if f"{table}.weight" in plain:
            yield table, plain[f"{table}.weight"][:-1]
    yield "hidden_to_output", plain["output.weight"].T
    yield "output_bias", plain["output.bias"]
