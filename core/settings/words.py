"""Settings in words: a field's label, its value as people read it, and both as a phrase ("9 channels")."""

from typing import Any

LABELS = {
    "conv_layers": "Convolutions",
    "channels": "Channels",
    "kernel_size": "Kernel size",
    "pooling": "Pooling",
    "conv_activation": "Activation after a convolution",
    "hidden": "Dense layer",
    "head": "Output",
    "optimizer": "Optimizer",
    "learning_rate": "Learning rate",
    "momentum": "Momentum",
    "weight_decay": "Weight decay",
    "schedule": "Schedule of the rate",
    "dropout": "Dropout",
    "batch_size": "Batch size",
    "epochs": "Epochs",
    "shuffle": "Shuffle each epoch",
    "seed": "Seed",
    "train_size": "Training images",
    "threads": "Parts of a batch, a core each",
    "cell": "Cell",
    "hidden_size": "Hidden size",
    "steps": "Steps",
    "sampling": "Sampling",
    "dataset": "Data set",
    "test": "Held out for testing",
}
VALUES: dict[str, dict[Any, str]] = {
    "pooling": {True: "after every convolution", False: "none"},
    "conv_activation": {"none": "none", "relu": "ReLU"},
    "hidden": {"same": "as wide as its input"},
    "head": {"logits": "raw scores", "softmax": "softmax twice"},
    "optimizer": {
        "sgd": "SGD",
        "adam": "Adam",
        "adamw": "AdamW",
        "rmsprop": "RMSprop",
        "adadelta": "Adadelta",
    },
    "schedule": {"one-cycle": "one cycle", "warm-restart": "two cycles"},
    "shuffle": {True: "yes", False: "no"},
    "cell": {
        "linear": "linear",
        "relu-1": "one ReLU",
        "relu-2": "two ReLUs",
        "gru": "GRU",
        "lstm": "LSTM",
    },
    "sampling": {
        "balanced": "each language equally often",
        "natural": "each name equally often",
    },
}
COUNTED = {  # one, and many
    "conv_layers": ("convolution", "convolutions"),
    "channels": ("channel", "channels"),
    "hidden": ("dense unit", "dense units"),
    "epochs": ("epoch", "epochs"),
    "train_size": ("image", "images"),
    "steps": ("step", "steps"),
    "threads": ("part of a batch", "parts of a batch"),
}
NAMED = {  # before its value
    "learning_rate": "rate",
    "momentum": "momentum",
    "weight_decay": "weight decay",
    "dropout": "dropout",
    "hidden_size": "hidden size",
    "seed": "seed",
    "dataset": "data set",
}
PHRASES: dict[str, dict[Any, str]] = {
    "pooling": {True: "pooling", False: "no pooling"},
    "conv_activation": {"none": "no activation"},
    "hidden": {"same": "dense layer as wide as its input"},
    "schedule": {"constant": "constant rate"},
    "shuffle": {True: "shuffled", False: "not shuffled"},
    "cell": {"linear": "Linear", "relu-1": "One ReLU", "relu-2": "Two ReLUs"},
    "sampling": {"balanced": "languages equally often", "natural": "names equally often"},
    "momentum": {0: "no momentum"},
    "weight_decay": {0: "no weight decay"},
    "dropout": {0: "no dropout"},
}


def label(field: str) -> str:
    """What a form calls a field; of other names (a sweep's axis "pools") a capital makes the label."""
    return LABELS.get(field) or field.replace("_", " ").capitalize()


def value(field: str, given: Any) -> str:
    """A field's value as people read it, without its name: "after convolutions 1, 2", "0.3", "5 × 5"."""
    if isinstance(given, (tuple, list)):
        if field != "pooling":
            return ", ".join(f"{x:,}" for x in given)
        if len(set(given)) == 1:
            return value(field, given[0])
        pooled = [str(k) for k, pools in enumerate(given, 1) if pools]
        return f"after convolution{'s' * (len(pooled) > 1)} {', '.join(pooled)}"
    if known := VALUES.get(field, {}).get(given):
        return known
    if field == "kernel_size":
        return f"{given} × {given}"
    if field == "test":
        share = isinstance(given, float) and given < 1
        return f"{100 * given:g} % of the spellings" if share else f"{given:,.0f} names"
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, float):
        return f"{given:g}"
    if isinstance(given, int):
        return str(given) if field == "seed" else f"{given:,}"
    return str(given)


def phrase(field: str, given: Any) -> str:
    """A field with its value: "9 channels", "rate 0.3", "no pooling", "batches of 32"."""
    uniform = isinstance(given, (tuple, list)) and len(set(given)) == 1
    if uniform:
        given = given[0]
    if not isinstance(given, (tuple, list)) and (known := PHRASES.get(field, {}).get(given)):
        return known
    shown = value(field, given)
    if isinstance(given, (tuple, list)):
        shown = f"pooling {shown}" if field == "pooling" else shown.replace(", ", "–")
    if field in COUNTED:
        return f"{shown} {COUNTED[field][given != 1]}"
    if field in NAMED:
        return f"{NAMED[field]} {shown}"
    if field == "kernel_size":
        return f"{shown} kernels"
    if field == "batch_size":
        return "one at a time" if given == 1 else f"batches of {shown}"
    if field == "test":
        return f"tested on {shown}"
    return shown if field in VALUES else f"{label(field).lower()} {shown}"
