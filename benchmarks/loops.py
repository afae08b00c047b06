"""The loops that people write, for `python -m benchmarks` to race against.

They are here to be slow in the usual ways: a DataLoader that decodes every image through PIL, a
one-hot tensor for each letter, the output computed at every letter, a parameter updated at a time.
Each follows the page named in its docstring, and yields the loss of every step, so that the race
can stop it where it likes.
"""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

Letters = str


def notes_cnn(channels: int, pools: int, hidden: int | None = None) -> nn.Sequential:
    """The notes' CNN of so many pooled convolutions, softmax and all."""
    stack: list[nn.Module] = []
    before = 1
    for _ in range(pools):
        stack += [nn.Conv2d(before, channels, 3, padding="same"), nn.MaxPool2d(2)]
        before = channels
    features = channels * (28 >> pools) ** 2
    width = hidden or features
    stack += [nn.Flatten(), nn.Linear(features, width), nn.ReLU(), nn.Linear(width, 10)]
    return nn.Sequential(*stack, nn.Softmax(dim=1))


def digits(network: nn.Module, root: str, rate: float, images: int) -> Iterator[float]:
    """One epoch of PyTorch's quickstart over the first images
    (https://pytorch.org/tutorials/beginner/basics/quickstart_tutorial.html)."""
    data = datasets.MNIST(root, train=True, transform=transforms.ToTensor())
    loader = DataLoader(Subset(data, range(images)), batch_size=64)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=rate)
    network.train()
    for x, y in loader:
        loss = loss_fn(network(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        yield loss.item()


class ExampleNet(nn.Module):
    """The network of PyTorch's MNIST example: two 3 x 3 convolutions of 32 and 64 channels."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.drop1, self.drop2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = self.drop1(F.max_pool2d(x, 2)).flatten(1)
        return F.log_softmax(self.fc2(self.drop2(F.relu(self.fc1(x)))), dim=1)


def mnist_example(root: str, seed: int) -> Iterator[float]:
    """The recipe of PyTorch's MNIST example: the test accuracy after each epoch, without end
    (https://github.com/pytorch/examples/tree/main/mnist)."""
    torch.manual_seed(seed)
    to_input = transforms.Compose([transforms.ToTensor(), transforms.Normalize(0.1307, 0.3081)])
    train, test = (datasets.MNIST(root, train=t, transform=to_input) for t in (True, False))
    train_loader = DataLoader(train, batch_size=64, shuffle=True)
    test_loader = DataLoader(test, batch_size=1000)
    network = ExampleNet()
    optimizer = torch.optim.Adadelta(network.parameters(), lr=1.0)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)
    while True:
        network.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            F.nll_loss(network(x), y).backward()
            optimizer.step()
        scheduler.step()
        network.eval()
        with torch.no_grad():
            right = sum(int((network(x).argmax(1) == y).sum()) for x, y in test_loader)
        yield right / len(test)


def line_to_tensor(line: Letters, alphabet: str) -> Tensor:
    """A name as one-hot rows, (t, 1, n_letters)."""
    tensor = torch.zeros(len(line), 1, len(alphabet))
    for position, letter in enumerate(line):
        tensor[position][0][alphabet.find(letter)] = 1
    return tensor


class TutorialRNN(nn.Module):
    """The notes' linear RNN, after PyTorch's tutorial: letter and state side by side."""

    def __init__(self, n_letters: int, hidden_size: int, n_languages: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(n_letters + hidden_size, hidden_size)
        self.i2o = nn.Linear(n_letters + hidden_size, n_languages)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, letter: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        combined = torch.cat((letter, hidden), 1)
        return self.softmax(self.i2o(combined)), self.i2h(combined)


def names(
    network: TutorialRNN, examples: Iterable[tuple[Letters, int]], alphabet: str, rate: float
) -> Iterator[float]:
    """One name at a time, as the tutorial on classifying names trained
    (https://pytorch.org/tutorials/intermediate/char_rnn_classification_tutorial.html)."""
    criterion = nn.NLLLoss()
    for line, language in examples:
        rows, target = line_to_tensor(line, alphabet), torch.tensor([language])
        hidden = torch.zeros(1, network.hidden_size)
        network.zero_grad()
        for row in rows:
            output, hidden = network(row, hidden)
        loss = criterion(output, target)
        loss.backward()
        for p in network.parameters():
            if p.grad is not None:
                p.data.add_(p.grad.data, alpha=-rate)
        yield loss.item()


NOTHING, BEGIN, END = 0, 1, 2
"""Rows of an embedding: nothing, and the marks around a name; its letters follow."""


class PackedGRU(nn.Module):
    """nn.GRU both ways over packed embeddings of letters, pairs and triples, and a linear layer on the
    maximum of its states, beside a score that letters, pairs and triples have by themselves."""

    def __init__(
        self, n_letters: int, hidden_size: int, n_languages: int, dropout: float,
        embedding: int, triples: int,
    ):  # fmt: skip
        super().__init__()
        n = n_letters + 3
        self.sizes = (n, n * n, triples)
        self.numbers = nn.ModuleList(nn.Embedding(m, embedding) for m in self.sizes)
        self.scores = nn.ModuleList(nn.Embedding(m, n_languages) for m in self.sizes)
        self.gru = nn.GRU(embedding, hidden_size, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(2 * hidden_size, n_languages)

    def forward(self, names: list[Tensor]) -> Tensor:
        lengths = torch.tensor([len(name) for name in names])
        letters = pad_sequence(names)  # (t, b)
        n = self.sizes[0]
        pairs = n * F.pad(letters, (0, 0, 1, 0))[:-1] + letters
        triples = n * n * F.pad(letters, (0, 0, 2, 0))[:-2] + pairs
        grams = (letters, pairs, triples % self.sizes[2])
        here = (torch.arange(len(letters))[:, None] < lengths)[:, :, None]
        numbers = sum(table(gram) for table, gram in zip(self.numbers, grams, strict=True))
        scores = sum(table(gram) for table, gram in zip(self.scores, grams, strict=True))
        packed = pack_padded_sequence(numbers, lengths, enforce_sorted=False)
        states, _ = pad_packed_sequence(self.gru(packed)[0], padding_value=-torch.inf)
        logits: Tensor = self.out(self.dropout(states.max(0).values))
        return logits + (scores * here).sum(0) / lengths.sqrt()[:, None]


def names_in_batches(
    network: PackedGRU,
    batches: Iterable[tuple[list[Letters], list[int]]],
    alphabet: str,
    rate: float,
    smoothing: float,
    decay: float,
) -> Iterator[float]:
    """Batches of names of all lengths through nn.GRU, with AdamW."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    network.train()
    for lines, languages in batches:
        names = [
            torch.tensor([BEGIN, *(3 + alphabet.find(letter) for letter in line), END])
            for line in lines
        ]
        loss = F.cross_entropy(network(names), torch.tensor(languages), label_smoothing=smoothing)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()
