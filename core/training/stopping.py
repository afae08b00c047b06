"""Early stopping: training ends at a target accuracy, when the test loss falls no more, or when lost."""

import math
from typing import Any

from core.settings.config import Config
from core.statistics.percent import percent
from core.training.events import Evaluated


class EarlyStopping:
    """Shown each test of a run in turn, says whether training is to end before its planned end.

    A test set that decides when to stop is one that was looked at: the accuracy at the end is then a little
    better than on items that nobody has seen (L. Prechelt, "Early Stopping - But When?", 1998).
    """

    def __init__(self, config: Config):
        self.config = config
        self.lowest_loss, self.lowest_step = math.inf, 0
        self.waited = 0
        """Tests in a row since the one with the lowest loss."""
        self.reason = ""
        """Why training is to end now, in a sentence; "" where it goes on."""

    def observe(self, test: Evaluated) -> None:
        if test.loss < self.lowest_loss:
            self.lowest_loss, self.lowest_step, self.waited = test.loss, test.step, 0
        else:
            self.waited += 1
        target, patience = self.config.target_accuracy, self.config.patience
        if target and test.accuracy >= target:
            self.end(
                test.step,
                f"its test accuracy of {percent(test.accuracy)} has reached the target of "
                f"{100 * target:.4g}\u00a0%",
            )
        elif patience and self.waited >= patience:
            tests = "test" if patience == 1 else f"{patience} tests in a row"
            self.end(
                test.step,
                f"the test loss was lowest at step {self.lowest_step:,} with {self.lowest_loss:.4f}, and "
                f"no lower at the {tests} since",
            )

    def end(self, step: int, why: str) -> None:
        """Let training end at this step, unless that is its planned end, or it has a reason already."""
        if step < self.config.total_steps and not self.reason:
            self.reason = f"It ended early, at step {step:,} of {self.config.total_steps:,}: {why}."

    def state_dict(self) -> dict[str, Any]:
        return {
            "lowest_loss": self.lowest_loss,
            "lowest_step": self.lowest_step,
            "waited": self.waited,
            "reason": self.reason,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.lowest_loss, self.lowest_step = state["lowest_loss"], state["lowest_step"]
        self.waited = state["waited"]
        config = self.config
        if config.target_accuracy or config.patience or config.stop_when_lost:
            self.reason = state["reason"]  # else it is a run that goes on all the same
