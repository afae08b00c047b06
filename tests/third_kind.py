"""A third kind of problem, for tests alone: is a point of the plane inside the unit circle?"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.errors import NetsketchError
from core.problem import Input, Layer, Option, Preset, Problem, StepCost, TestSet, Words
from core.settings import training
from core.settings.config import Config
from core.settings.setting import setting
from core.training.evaluation import Scores, score
from core.training.optimizers import Optimizer
from core.training.task import Learned
from ui.problem_page import Link, ProblemPage, SweepDefaults

ITEMS = 500


@dataclass(frozen=True, kw_only=True)
class PointsConfig(Config):
    """A dense network on points of the plane, and how to train it. Raises ConfigError."""

    kind, dataset = "points", "circle"
    width: int = setting(16, "How many units.", low=1, high=64, suggest=(4, 16))
    steps: int = setting(300, "How many batches to train on.", low=10, high=10_000)
    optimizer: str = training.optimizer("adam")
    learning_rate: float = training.learning_rate(0.03, "it swings")
    schedule: str = training.schedule("constant")
    batch_size: int = training.batch_size("How many points each step averages over.")
    seed: int = training.seed("From which weights and order are drawn.")

    @property
    def total_steps(self) -> int:
        return self.steps


def points(seed: int) -> tuple[Tensor, Tensor]:
    """Points (n, 2) and their classes (n,)."""
    drawn = np.random.default_rng(seed).uniform(-2, 2, (ITEMS, 2)).astype(np.float32)
    return torch.from_numpy(drawn), torch.from_numpy((np.hypot(*drawn.T) > 1).astype(np.int64))


class PointsTask:
    classes: tuple[str, ...] = ("inside", "outside")
    items = ITEMS

    def __init__(self, config: PointsConfig):
        self.config, self.network = config, POINTS.build(config, 2)
        self.optimizer, self.data = Optimizer(config, self.network), points(1)

    def step(self, position: int, rate: float) -> Learned:
        rng = np.random.default_rng((self.config.seed, position))
        rows = torch.from_numpy(rng.integers(ITEMS, size=self.config.batch_size))
        out, labels = self.network(self.data[0][rows]), self.data[1][rows]
        loss = F.cross_entropy(out, labels)
        self.optimizer.clear()
        loss.backward()
        self.optimizer.step(rate)
        return loss.detach(), (out.argmax(1) == labels).sum(), len(rows)

    def example(self) -> None:
        return None

    def evaluate(self) -> Scores:
        return score(self.network, [points(2)], 2)


class PointsProblem(Problem):
    kind, Config, option = "points", PointsConfig, Option("point", "X,Y", "points", files=False)
    words = Words("Points", "dense net", "point", "points", "side", "sides", "a point", "always")
    presets = (Preset("quick", "Quick points", PointsConfig(), "A few seconds."),)

    def layers(self, config: PointsConfig) -> list[Layer]:
        w = config.width
        first = Layer("Linear", (2, w), f"Linear(2, {w})", (w,), 3 * w, 2 * w)
        last = Layer("Linear", (w, 2), f"Linear({w}, 2)", (2,), 2 * w + 2, 2 * w)
        return [first, Layer("ReLU", (), "ReLU()", (w,), 0, 0), last]

    def cost(self, config: PointsConfig, threads: int) -> StepCost:
        return StepCost("points", (1.0, 4.0 * config.width), 4.0 * config.width, 0.0)

    def fingerprint(self, config: PointsConfig) -> str:
        return "circle"

    def build(self, config: PointsConfig, classes: int) -> nn.Module:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            return nn.Sequential(*(getattr(nn, x.type)(*x.arguments) for x in self.layers(config)))

    def task(self, config: PointsConfig, device: torch.device, threads: int) -> PointsTask:
        return PointsTask(config)

    def test_set(self, config: PointsConfig) -> TestSet:
        found, labels = points(2)
        return TestSet(np.arange(ITEMS), labels.numpy(), lambda n: ((x,) for x in found.split(n)))

    def read(self, raw: str, config: PointsConfig) -> Input:
        try:
            x, y = (float(part) for part in raw.split(","))
        except ValueError:
            raise NetsketchError(f"{raw!r} is no point; give two numbers, such as 1,2.") from None
        return Input((np.array([[x, y]], np.float32),))


class PointsPage(ProblemPage):
    kind, intro, item_query = "points", "Watch it find the circle.", "point"
    train = Link("pages/train_digits.py", "Train on points", ":material/circle:")
    ask = Link("pages/draw_digit.py", "Give a point", ":material/touch_app:")
    sweep = SweepDefaults("quick", ("width",), {"width": ("4", "16")}, ("steps",))

    def form(self, top: object) -> tuple[Preset, Config | None]:
        return POINTS.presets[0], POINTS.presets[0].config


POINTS, POINTS_PAGE = PointsProblem(), PointsPage()
