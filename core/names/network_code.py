"""A surname network as plain PyTorch code, and a trained network's weights as that code names them."""

from collections.abc import Iterator, Mapping

import numpy as np

from core.names.config import GATES, NOTES_CELLS, NamesConfig
from core.names.layers import NAMES, RELUS
from core.names.symbols import BUCKETS, N_LETTERS, n_rows, n_symbols

NOTES_CELL = '''
class RNN(nn.Module):
    """Scores each language for some surnames: by its output at the last letter of each."""

    def __init__(self, languages):
        super().__init__()
{layers}
    def forward(self, names):
        return torch.stack([self.read(name) for name in names])

    def read(self, name):
        state = torch.zeros({h})
        letters = torch.tensor([LETTERS.index(c) for c in name])
        for letter in F.one_hot(letters, {n}).float():
            both = torch.cat([letter, state])
            output, state = self.output(both), {move}
        return output
'''
GATED = """
class RNN(nn.Module):
    def __init__(self, languages):
        super().__init__()
{layers}{ngrams}
    def read(self, rnn, names, lengths):
        inputs = {inputs}
        packed = nn.utils.rnn.pack_padded_sequence(inputs, lengths, enforce_sorted=False)
        {states}, {last} = rnn(packed)
{readout}
    def forward(self, names):  # scores each language for some surnames
        names = [torch.tensor({spelled}) for name in names]
{out}        lengths = torch.tensor([len(name) for name in names])
{read}        logits = self.output({dropped})
        return logits{shortcut}
"""
NGRAMS = '''
    def ngrams(self, names):
        """The rows of the letter{and_more} that end at each place, {blank} of what is none."""
        padded = F.pad(nn.utils.rnn.pad_sequence(names, padding_value=-1), (0, 0, 2, 0), value=-1)
        first, second, names = padded[:-2], padded[1:-1], padded[2:]
        rows = [{rows}]
        known = torch.stack([{letters}], 2).cummin(2).values >= 0
        return torch.stack(rows, 2).where(known, {blank})
'''
OUT = """        if self.training:  # letters that are left out at random
            names = [name.where({kept}, -1) for name in names]
"""
PADDED = "        {states} = nn.utils.rnn.pad_packed_sequence(states{value})\n"
HIGHEST = PADDED.format(states="states, _", value=", padding_value=-torch.inf")
READOUTS = {
    "last": "        return last[-1]\n",
    "max": HIGHEST + "        return states.amax(0)\n",
    "mean": PADDED.format(states="states, lengths", value="")
    + "        return states.sum(0) / lengths[:, None]\n",
    "last-max": HIGHEST + "        return torch.cat([last[-1], states.amax(0)], 1)\n",
}


def network(config: NamesConfig) -> str:
    """The part of a script that makes its class `RNN`: called with surnames, it scores each language."""
    return _notes(config) if config.cell in NOTES_CELLS else _gated(config)


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
    n, blank = n_symbols(config.marks), n_rows(config.ngrams, config.marks)
    rows = ["names", f"{n} + second * {n} + names"]
    rows.append(f"{n + n * n} + ((first * {n} + second) * {n} + names) % {BUCKETS}")
    return NGRAMS.format(
        and_more=" and the pair" if config.ngrams == 2 else ", the pair and the triple",
        blank=blank,
        rows=", ".join(rows[: config.ngrams]),
        letters=", ".join(["names", "second", "first"][: config.ngrams]),
    )


def ways(config: NamesConfig) -> list[str]:
    """What the recurrent layers of each direction are called."""
    return ["forwards", "backwards"] if config.direction == "both" else [config.direction]


def _gated(config: NamesConfig) -> str:
    h, p, n = config.hidden_size, config.dropout, n_symbols(config.marks)
    blank, many = n_rows(config.ngrams, config.marks), config.ngrams > 1
    found, layers = f"names.where(names >= 0, {blank})", []
    inputs = f"F.one_hot(names + 1, {n + 1})[:, :, 1:].float()"
    if config.embedding:
        layers.append(
            f"self.embedding = nn.Embedding({blank + 1}, {config.embedding}, padding_idx={blank})"
        )
        if many:
            layers.append(f"nn.init.zeros_(self.embedding.weight.data[{n}:])")
        inputs = "self.embedding(names).sum(2)" if many else f"self.embedding({found})"
    stack = f", num_layers={config.layers}" * (config.layers > 1)
    stack += f", dropout={p}" * bool(p and config.layers > 1)
    layers += [
        f"self.{way} = nn.{NAMES[config.cell]}({config.embedding or n}, {h}{stack})"
        for way in ways(config)
    ]
    if p:
        layers.append(f"self.dropout = nn.Dropout({p})")
    read = len(ways(config)) * h * (1 + (config.readout == "last-max"))
    layers.append(f"self.output = nn.Linear({read}, languages)")
    shortcut = ""
    if config.shortcut:
        layers.append(f"self.shortcut = nn.Embedding({blank + 1}, languages, padding_idx={blank})")
        layers.append("nn.init.zeros_(self.shortcut.weight)")
        looked_up = "self.shortcut(names).sum((0, 2))" if many else f"self.shortcut({found}).sum(0)"
        shortcut = f" + {looked_up} / lengths[:, None].sqrt()"
    padded, lines = "nn.utils.rnn.pad_sequence({}, padding_value=-1)", []
    if many:
        padded = "self.ngrams({})"
    if "backwards" in ways(config):
        lines.append(f"turned = {padded.format('[name.flip(0) for name in names]')}")
    lines.append(f"names = {padded.format('names')}")
    of = {"forwards": "names", "backwards": "turned"}
    reads = [f"self.read(self.{way}, {of[way]}, lengths)" for way in ways(config)]
    whole = reads[0]
    if len(reads) == 2:
        lines.append(f"read = [{', '.join(reads)}]")
        whole = "torch.cat(read, 1)"
    spelled = "[LETTERS.index(c) for c in name]"
    if config.marks:
        spelled = f"[{N_LETTERS}, *map(LETTERS.index, name), {N_LETTERS + 1}]"
    kept = f"torch.rand(len(name)) >= {config.letter_dropout}"
    if config.marks:
        kept = f"({kept}) | (name >= {N_LETTERS})"
    last = "(last, _)" if config.cell == "lstm" else "last"
    return GATED.format(
        layers=_indented(layers),
        ngrams=_ngrams(config) if many else "",
        inputs=inputs,
        last=last if config.readout.startswith("last") else "_",
        states="_" if config.readout == "last" else "states",
        readout=READOUTS[config.readout],
        out=OUT.format(kept=kept) if config.letter_dropout else "",
        read=_indented(lines),
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
