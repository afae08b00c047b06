"""PyTorch code of what all training has: the head of a script, its optimizer, its learning rates."""

import re
from collections.abc import Iterable

from core.settings.config import Config

CLASSES = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "adadelta": "Adadelta",
}
"""What torch.optim calls each optimizer; the defaults that are not said are ours as well."""
CYCLE = (
    "rise, fall = 0.04 + 0.96 * done / 0.25, (1 + math.cos(math.pi * (done - 0.25) / 0.75)) / 2",
    'optimizer.param_groups[0]["lr"] = {rate!r} * (rise if done < 0.25 else fall)',
)
UP_AND_DOWN = "up over a quarter of the way, then down along half a cosine"


def script(about: str, needs: str, modules: Iterable[str], *parts: str) -> str:
    """A script whose first lines say what it is and what it needs, with its imports, and its parts: two
    blank lines around what defines something, one around all else."""
    first = ["import torch", "from torch import nn", "from torch.nn import functional as F"]
    of_python = sorted((m for m in modules if "torch" not in m), key=lambda m: m.startswith("from"))
    of_torch = [*first, *(m for m in modules if "torch" in m)]
    text = f'"""{about}\nNeeds: {needs}"""\n\n'
    text += "".join("\n".join(block) + "\n\n" for block in (of_python, of_torch) if block)
    defined = False
    for part in filter(None, (part.strip("\n") for part in parts)):
        text += "\n" * (defined or part.startswith(("def ", "class "))) + part + "\n\n"
        defined = part.rpartition("\n")[2].startswith(" ")
    return text.rstrip("\n") + "\n"


def optimizer(config: Config) -> str:
    """The line that makes the optimizer of `network`."""
    said = [f"lr={config.learning_rate!r}"]
    if config.momentum:
        said.append(f"momentum={config.momentum!r}")
    if config.optimizer == "adamw" or config.weight_decay:
        said.append(f"weight_decay={config.weight_decay!r}")
    return f"optimizer = torch.optim.{CLASSES[config.optimizer]}(network.parameters(), {', '.join(said)})"


def set_rate(config: Config, indent: str) -> str:
    """The lines of a training loop that set the learning rate of `step`, counted from 0, as
    `core.training.schedules` has it; "" where the rate stays as it is."""
    total, rate = config.total_steps, config.learning_rate
    match config.schedule:
        case "constant":
            return ""
        case "cosine":
            share = f"(1 + math.cos(math.pi * step / {total})) / 2"
            lines = [f'optimizer.param_groups[0]["lr"] = {rate!r} * {share}']
        case "warm-restart":
            first = config.restart_step or 0
            again = f"(step - {first}) / {total - first}"
            lines = [
                f"# The rate goes {UP_AND_DOWN}; and once more.",
                f"done = step / {first} if step < {first} else {again}",
                *CYCLE,
            ]
        case "one-cycle":
            lines = [f"done = step / {total}  # the rate goes {UP_AND_DOWN}", *CYCLE]
        case other:  # in SCHEDULES, and forgotten here
            raise NotImplementedError(f"core.training.torch_code has no schedule {other!r}")
    return "".join(f"{indent}{line}\n" for line in lines).replace("{rate!r}", repr(rate))


def stop(config: Config, indent: str) -> str:
    """The lines after a test that end training at the target accuracy, or ""."""
    if not config.target_accuracy:
        return ""
    return f"{indent}if right >= {config.target_accuracy!r}:\n{indent}    break\n"


def filled(template: str, title: str, **parts: str) -> str:
    """A module's text with its title, and with each part instead of what stands between `# NAME` and the
    next comment of one word in capitals (`# END`)."""
    text = template.replace("TITLE", title.replace('"', "'").replace("\\", "/"))
    for name, part in parts.items():
        begin, _, rest = text.partition(f"# {name.upper()}\n")
        end = re.search(r"^# [A-Z]+\n", rest, re.MULTILINE)
        assert end, f"the template has no end of {name}"
        text = begin + part.strip("\n") + "\n" + rest[end.end() :]
    return text
