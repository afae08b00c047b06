"""Widgets <-> configs. Each field's help is that of its setting; each field's problem
stands beside its widget."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import streamlit as st

from core.digits.config import CONV_ACTIVATIONS, HEADS, KERNEL_SIZES, TRAIN_IMAGES, DigitsConfig
from core.errors import ConfigError, DataError
from core.names import data as names_data
from core.names.config import CELLS, SAMPLINGS, NamesConfig
from core.percent import percent
from core.problem import Preset
from core.problems import problem
from core.settings.config import Config
from core.settings.execution import Execution
from core.settings.setting import settings
from core.settings.training import OPTIMIZERS, SCHEDULES
from ui.text import sentence

RATES = [round(m * 10.0**e, 6) for e in range(-4, 1) for m in (1, 1.5, 2, 3, 4, 5, 6, 8)]
RATES = [r for r in RATES if r <= 3]
WORDS = {
    "none": "none (as in the notes)",
    "relu": "ReLU",
    "logits": "raw scores (right)",
    "softmax": "softmax twice (as in the notes)",
    "linear": "linear (notes)",
    "relu-1": "one ReLU (notes)",
    "relu-2": "two ReLUs (notes)",
    "gru": "GRU",
    "lstm": "LSTM",
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "adadelta": "Adadelta",
    "one-cycle": "one cycle",
    "warm-restart": "two cycles (warm restart)",
    "balanced": "balanced by language (notes)",
    "natural": "as the data comes",
}


def _words(value: Any) -> str:
    return WORDS.get(value, str(value))


class _Form:
    """The widgets of one kind of config, keyed `<kind>.<field>` in the session."""

    def __init__(self, kind: str, cls: type[Config]):
        self.kind = kind
        self.known = settings(cls) | settings(Execution)
        self.problems: dict[str, str] = st.session_state.get(f"{kind}.problems", {})

    def key(self, field: str) -> str:
        return f"{self.kind}.{field}"

    def _common(self, field: str) -> dict[str, Any]:
        return {"key": self.key(field), "help": self.known[field].help, "persist_state": "session"}

    def problem(self, field: str) -> None:
        if field in self.problems:
            st.error(sentence(self.problems[field]), icon=":material/error:")

    def choice(self, field: str, label: str, options: Iterable[Any]) -> Any:
        value = st.selectbox(label, list(options), format_func=_words, **self._common(field))
        self.problem(field)
        return value

    def buttons(self, field: str, label: str, options: Iterable[Any]) -> Any:
        value = st.segmented_control(
            label,
            list(options),
            format_func=_words,
            required=True,
            wrap=True,
            **self._common(field),
        )
        self.problem(field)
        return value

    def number(self, field: str, label: str, low: Any, high: Any, step: Any = 1) -> Any:
        value = st.number_input(label, low, high, step=step, **self._common(field))
        self.problem(field)
        return value

    def rate(self) -> float:
        current = st.session_state.get(self.key("learning_rate"))
        options = sorted({*RATES, *([current] if current else [])})
        value = st.select_slider(
            "Learning rate",
            options,
            format_func=lambda r: f"{r:g}",
            **self._common("learning_rate"),
        )
        self.problem("learning_rate")
        return float(value)

    def config(self, cls: type[Config], values: dict[str, Any]) -> Config | None:
        """The config, or None where it cannot be; then the problems appear beside the widgets."""
        try:
            config, problems = cls.from_dict(values), {}
        except ConfigError as e:
            config, problems = None, e.problems
        if problems != self.problems:
            st.session_state[f"{self.kind}.problems"] = problems
            st.rerun()
        return config


def fill(c: Config, threads: int | None = None) -> None:
    """Put a config's values into the widgets' keys; with as many threads as its kind has, unless said."""
    kind, state = c.kind, st.session_state
    state[f"{kind}.threads"] = threads or problem(kind).threads
    values: dict[str, Any] = c.to_dict()
    if isinstance(c, DigitsConfig):
        state["digits.per_layer"] = isinstance(c.channels, tuple)
        for i in range(4):
            last = min(i, c.conv_layers - 1)
            state[f"digits.channels.{i}"] = c.channels_per_layer[last]
            state[f"digits.pooling.{i}"] = c.pooling_per_layer[last]
        state["digits.hidden_same"] = c.hidden == "same"
        values["hidden"] = 64 if c.hidden == "same" else c.hidden
        del values["channels"], values["pooling"]
    else:
        share = isinstance(values["test"], float)
        state["names.test_as"] = "share" if share else "number"
        state["names.test_share"] = values["test"] if share else 0.15
        state["names.test_number"] = 100 if share else values["test"]
        del values["test"]
    for field, value in values.items():
        state[f"{kind}.{field}"] = value


def _preset_bar(kind: str) -> Preset:
    """Choose a preset; choosing fills the form."""
    key = f"{kind}.preset"
    found = {p.name: p for p in problem(kind).presets}
    asked = st.query_params.get("preset")

    def start_from(name: str) -> None:
        fill(found[name].config, found[name].threads)

    if key not in st.session_state or (asked in found and st.session_state.get("asked") != asked):
        name = asked if asked in found else "quick"
        st.session_state[key] = st.session_state["asked"] = name
        start_from(name)
    name = st.selectbox(
        "Start from",
        list(found),
        format_func=lambda n: found[n].title,
        key=key,
        on_change=lambda: start_from(st.session_state[key]),
        persist_state="session",
        help="Ready-made settings: two of our own, then every network of the notes. Change any "
        "setting after choosing.",
    )
    chosen = found[name]
    reported = (
        f" The notes report {percent(chosen.reported, 0)}." if chosen.reported is not None else ""
    )
    st.caption(chosen.about + reported)
    return chosen


def digits_form() -> tuple[Preset, DigitsConfig | None]:
    """The form of `/train_digits`: the preset it started from, with the threads chosen, and the config,
    or None."""
    form = _Form("digits", DigitsConfig)
    preset = _preset_bar("digits")
    v: dict[str, Any] = {}
    v["conv_layers"] = form.buttons("conv_layers", "Convolutions", (1, 2, 3, 4))
    per_layer = st.toggle(
        "Channels per layer",
        key="digits.per_layer",
        persist_state="session",
        help="Off: one number of channels for all convolutions.",
    )
    channels, pooling = [], []
    for i in range(v["conv_layers"]):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if per_layer or i == 0:
                label = f"Channels, convolution {i + 1}" if per_layer else "Channels"
                channels.append(
                    st.number_input(
                        label,
                        1,
                        256,
                        key=f"digits.channels.{i}",
                        help=form.known["channels"].help,
                        persist_state="session",
                        width=190,
                    )
                )
            pooling.append(
                st.toggle(
                    f"Pool after convolution {i + 1}",
                    key=f"digits.pooling.{i}",
                    help=form.known["pooling"].help,
                    persist_state="session",
                )
            )
    form.problem("channels")
    form.problem("pooling")
    v["channels"] = channels if per_layer else channels[0]
    v["pooling"] = pooling[0] if len(set(pooling)) == 1 else pooling
    v["kernel_size"] = form.buttons("kernel_size", "Kernel size", KERNEL_SIZES)
    v["conv_activation"] = form.buttons(
        "conv_activation", "Activation after the convolution", CONV_ACTIVATIONS
    )
    same = st.toggle(
        "Dense layer as wide as its input",
        key="digits.hidden_same",
        persist_state="session",
        help=form.known["hidden"].help,
    )
    v["hidden"] = "same" if same else form.number("hidden", "Width of the dense layer", 1, 4096)
    v["head"] = form.buttons("head", "Output", HEADS)
    v["learning_rate"] = form.rate()
    a, b = st.columns(2)
    with a:
        v["optimizer"] = form.choice("optimizer", "Optimizer", OPTIMIZERS)
        v["batch_size"] = form.number("batch_size", "Batch size", 1, 2048)
        v["seed"] = form.number("seed", "Seed", 0, 2**31 - 1)
    with b:
        v["schedule"] = form.choice("schedule", "Schedule of the rate", SCHEDULES)
        v["epochs"] = form.number("epochs", "Epochs", 1, 200)
        v["train_size"] = form.number("train_size", "Training images", 10, TRAIN_IMAGES, 1000)
    with st.expander("More settings"):
        v["momentum"] = form.number("momentum", "Momentum", 0.0, 0.999, 0.1)
        v["weight_decay"] = form.number("weight_decay", "Weight decay", 0.0, 1.0, 0.0001)
        v["dropout"] = form.number("dropout", "Dropout", 0.0, 0.9, 0.05)
        v["shuffle"] = st.toggle("Shuffle each epoch", **form._common("shuffle"))
        threads = form.number("threads", "Parts of a batch, a core each", 1, 2)
    config = form.config(DigitsConfig, v)
    assert config is None or isinstance(config, DigitsConfig)
    return replace(preset, threads=threads), config


def names_form() -> tuple[Preset, NamesConfig | None]:
    """The form of `/train_names`: the preset it started from, with the threads chosen, and the config,
    or None."""
    form = _Form("names", NamesConfig)
    preset = _preset_bar("names")
    v: dict[str, Any] = {}
    v["cell"] = form.choice("cell", "Cell", CELLS)
    v["hidden_size"] = form.number("hidden_size", "Hidden size", 8, 512, 8)
    v["learning_rate"] = form.rate()
    a, b = st.columns(2)
    with a:
        v["optimizer"] = form.choice("optimizer", "Optimizer", OPTIMIZERS)
        v["batch_size"] = form.number("batch_size", "Batch size", 1, 2048)
        v["seed"] = form.number("seed", "Seed", 0, 2**31 - 1)
    with b:
        v["schedule"] = form.choice("schedule", "Schedule of the rate", SCHEDULES)
        v["steps"] = form.number("steps", "Steps", 10, 1_000_000, 500)
        v["dropout"] = form.number("dropout", "Dropout", 0.0, 0.9, 0.05)
    v["sampling"] = form.choice("sampling", "Sampling", SAMPLINGS)
    v["dataset"] = form.choice("dataset", "Data set", tuple(names_data.available()))
    kind = st.segmented_control(
        "Test set",
        ["share", "number"],
        key="names.test_as",
        required=True,
        persist_state="session",
        help=form.known["test"].help,
        format_func=lambda kind: "a share" if kind == "share" else "a number (notes: 100)",
    )
    if kind == "share":
        v["test"] = st.number_input(
            "Share of the spellings held out",
            0.01,
            0.5,
            step=0.05,
            key="names.test_share",
            persist_state="session",
        )
    else:
        v["test"] = st.number_input(
            "Names held out", 10, 10_000, step=10, key="names.test_number", persist_state="session"
        )
    form.problem("test")
    with st.expander("More settings"):
        threads = form.number("threads", "Parts of a batch, a core each", 1, 2)
    config = form.config(NamesConfig, v)
    assert config is None or isinstance(config, NamesConfig)
    try:
        if config:
            names_data.split_for(config)
    except DataError as e:  # a split that leaves a language nothing to train on, or no data
        st.error(sentence(e), icon=":material/error:")
        config = None
    return replace(preset, threads=threads), config
