"""Linear analysis of the notes' cells, whose state is linear in the state before it.

With a_t what letter t contributes (`NotesRNN.letter_table`) and T letters,

    h_t = a_t + h_(t-1) W   so that   h_(T-1) = sum of a_t W^(T-1-t) over t = 1 .. T-1
    logits = h_(T-1) U + L[letter_T] + c

so every letter adds its own term to the logits, and nothing else does but the bias c. A letter's
term depends on the letter and on how many follow it, and not at all on which ones. The earlier it
stands, the more often it passes through W: where W shrinks what comes in, early letters fade.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.names.notes_rnn import NotesRNN

PLACES = 10


@dataclass(frozen=True, eq=False)
class Contributions:
    """Terms that sum to the logits of one name."""

    letters: np.ndarray
    """(t, n): what each letter adds to each language's logit."""
    bias: np.ndarray
    """(n,): the logits before any letter."""


def contributions(network: NotesRNN, letters: np.ndarray) -> Contributions:
    """What each letter of a name, int64 (t,), adds to the logits."""
    name = torch.from_numpy(letters)
    with torch.no_grad():
        a = network.letter_table()[name]  # (t, h)
        # W^k U: how a letter k places before the last but one is heard at the output.
        back: Tensor = network.hidden_to_output  # (h, n)
        terms = [network.letter_to_output[name[-1]]]  # the last letter speaks for itself
        for row in a[:-1].flip(0):
            terms.append(row @ back)
            back = network.hidden_to_hidden @ back
        found = torch.stack(terms[::-1])  # (t, n)
    return Contributions(found.numpy(), network.output_bias.detach().numpy())


@dataclass(frozen=True, eq=False)
class Memory:
    """How the hidden matrix W treats what is handed on."""

    eigenvalues: np.ndarray
    """(h,) complex, the largest absolute value first."""
    say: np.ndarray
    """(k,): how much the letters of held-out names say at so many places before the last one, in nats:
    `influence_by_position`. The last letter is k = 0."""

    @property
    def radius(self) -> float:
        """The spectral radius: in the long run each further letter multiplies a term by this."""
        return float(abs(self.eigenvalues[0]))


def memory(network: NotesRNN, letters: Tensor, lengths: Tensor, places: int) -> Memory:
    """The spectrum of W, and how much the last `places` letters say in names (b, t), padded, with
    lengths (b,)."""
    values = np.linalg.eigvals(network.hidden_to_hidden.detach().numpy().astype(np.float64))
    say = np.array(influence_by_position(network, letters, lengths, places))
    return Memory(values[np.argsort(-np.abs(values), kind="stable")], say)


def fading(found: Memory) -> str:
    """What the spectral radius means for the first letters of a name, in a sentence."""
    r = found.radius
    if r == 0:
        return "The hidden matrix hands nothing on for long: early letters are forgotten outright."
    after = (
        f"after ten more letters {r**10:.2g} of it is left"
        if r < 1
        else f"ten more letters multiply it by {r**10:.2g}"
    )
    then = (
        "A state that is linear does not keep the gradient from fading: that takes eigenvalues near 1."
        if r < 1
        else "A state that is linear does not keep the gradient steady: here what an early letter "
        "says grows with every letter after it."
    )
    return f"The largest eigenvalue has absolute value {r:.3f}: in its direction, {after}. {then}"


@dataclass(frozen=True)
class Influence:
    """How far early letters reach in one network, on held-out names."""

    radius: float
    """The largest absolute eigenvalue of W: above 1 something grows with every letter."""
    by_position: tuple[float, ...]
    """(10,): `influence_by_position`."""
    by_suffix_length: tuple[float, ...]
    """(10,): balanced accuracy when only the last 1, 2, ... letters are read."""
    by_known_letters: tuple[float, ...]
    """(10,): the same when each letter before those counts as the average letter of its place, so that a
    name keeps its length."""
    answers: tuple[tuple[int, ...], ...]
    """(10, n): how many names each language is the answer to when only so many letters are read."""


def influence(network: NotesRNN, letters: Tensor, lengths: Tensor, labels: Tensor) -> Influence:
    """For names (b, t), padded, with lengths (b,) and languages (b,)."""
    n = network.n_languages
    with torch.no_grad():
        said = [network(*_suffixes(letters, lengths, k + 1)).argmax(1) for k in range(PLACES)]
        known = _known_letters(network, letters, lengths, PLACES)
        radius = float(torch.linalg.eigvals(network.hidden_to_hidden).abs().max())
    return Influence(
        radius,
        influence_by_position(network, letters, lengths, PLACES),
        tuple(_balanced_accuracy(answers, labels, n) for answers in said),
        tuple(_balanced_accuracy(logits.argmax(1), labels, n) for logits in known),
        tuple(tuple(torch.bincount(answers, minlength=n).tolist()) for answers in said),
    )


def influence_by_position(
    network: NotesRNN, letters: Tensor, lengths: Tensor, places: int
) -> tuple[float, ...]:
    """How much the logits differ because of the letter d = 0, 1, ... places before the last, in nats,
    (places,): the root of the mean variance over languages, what all letters there share left out.

    For names (b, t), padded, with lengths (b,).
    """
    found = []
    for results, _ in _terms(network, letters, lengths, places):
        results = results - results.mean(0)
        found.append(float(results.var(1, correction=0).mean().sqrt()) if len(results) > 1 else 0.0)
    return tuple(found)


def _known_letters(
    network: NotesRNN, letters: Tensor, lengths: Tensor, places: int
) -> list[Tensor]:
    """Logits (b, n) for 1 to so many `places`: of names of which only so many last letters are known, and
    the others are the average of what stands at their place in these names."""
    average = network.output_bias.repeat(len(letters), 1)
    beyond = []
    for results, long in _terms(network, letters, lengths, int(lengths.max())):
        if len(results):
            mean = results.mean(0)
            average[long] += mean
            beyond.append((results - mean, long))
    found = []
    for d in range(places):
        if d < len(beyond):
            own, long = beyond[d]
            average[long] += own
        found.append(average.clone())
    return found


def _terms(
    network: NotesRNN, letters: Tensor, lengths: Tensor, places: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """For each place before the last, 0, 1, ..., what the letters there add to the logits, (names, n), and
    which names (b,) have a letter there."""
    rows = torch.arange(len(letters))
    with torch.no_grad():
        part: Tensor = network.letter_to_output
        state = network.letter_table()
        for d in range(places):
            long = lengths > d
            yield part[letters[rows[long], lengths[long] - 1 - d]], long
            part = state @ network.hidden_to_output
            state = state @ network.hidden_to_hidden


def _suffixes(letters: Tensor, lengths: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The last k letters of each name, (b, k), and how many there are, (b,)."""
    left = lengths.clamp(max=k)
    places = (lengths - left)[:, None] + torch.arange(k)
    return letters.gather(1, places.clamp(max=letters.shape[1] - 1)), left


def _balanced_accuracy(said: Tensor, labels: Tensor, n: int) -> float:
    """The mean over n languages of the share right, of answers (b,)."""
    counts = torch.bincount(labels, minlength=n)
    sums = torch.bincount(labels[said == labels], minlength=n).double()
    return float((sums / counts)[counts > 0].mean())
