"""A linear network small enough to work out on paper.

Two hidden units, two languages, and only the letters a and b weigh anything:

    f(a) = (1, 0)   f(b) = (0, 1)   W = diag(0.5, 2)   U = I
    L[a] = (0.1, 0)   L[b] = (0, 0.2)   c = (0.3, 0)

so that "abb" goes (1, 0) -> (0.5, 1) and ends at the logits (0.5 + 0.3, 1 + 0.2).
"""

import torch

from core.names.notes_rnn import NotesRNN


def by_hand() -> NotesRNN:
    network = NotesRNN(hidden_size=2, n_languages=2, relus=0)
    with torch.no_grad():
        for weight in network.parameters():
            weight.zero_()
        network.letter_to_hidden[0] = torch.tensor([1.0, 0.0])
        network.letter_to_hidden[1] = torch.tensor([0.0, 1.0])
        network.hidden_to_hidden.copy_(torch.tensor([[0.5, 0.0], [0.0, 2.0]]))
        network.hidden_to_output.copy_(torch.eye(2))
        network.letter_to_output[0, 0] = 0.1
        network.letter_to_output[1, 1] = 0.2
        network.output_bias[0] = 0.3
    return network
