"""The form of a digits network: channels and pooling of each layer, the dense layer, and the rest."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.digits import convolutions
from core.digits.config import DigitsConfig
from core.digits.picture_sets import MNIST, available, picture_set
from core.notes.story.glossary import explained
from core.problem import Preset
from core.settings.setting import settings
from ui.digits import data_panel, few_images
from ui.text import plain
from ui.training import given
from ui.training.fields import Fields

AS_HELD = ("conv_layers", "kernel_size", "conv_activation", "head", "dropout", "dataset")
"""Settings of the network whose widgets hold them as they are."""


def fill(config: DigitsConfig) -> dict[str, Any]:
    """What the widgets of the layers hold for a config."""
    same = config.hidden == "same"
    values: dict[str, Any] = {
        "per_layer": isinstance(config.channels, tuple),
        "hidden_same": same,
        "hidden": 64 if same else config.hidden,
        "channels": None,
        "pooling": None,
    }
    for i in range(int(settings(DigitsConfig)["conv_layers"].high or 0)):
        last = min(i, config.conv_layers - 1)
        values[f"channels.{i}"] = config.channels_per_layer[last]
        values[f"pooling.{i}"] = config.pooling_per_layer[last]
    return values


def network_of_form() -> DigitsConfig:
    """The network that the form holds, once it is drawn, whatever stands in the way of training it."""

    def held(field: str) -> Any:
        return st.session_state[f"digits.{field}"]

    count, per_layer = held("conv_layers"), held("per_layer")
    return DigitsConfig(
        **{field: held(field) for field in AS_HELD},
        channels=tuple(held(f"channels.{i if per_layer else 0}") for i in range(count)),
        pooling=tuple(held(f"pooling.{i}") for i in range(count)),
        hidden="same" if held("hidden_same") else held("hidden"),
        classes=classes_of(held("dataset")),
    )


def put_network(config: DigitsConfig) -> None:
    """Let the form hold the convolutions and the dense layer of a config, before it is drawn."""
    state, even = st.session_state, len(set(config.channels_per_layer)) == 1
    held = fill(config) | {"conv_layers": config.conv_layers}
    # Channels that are even now may be meant to differ in a moment.
    held["per_layer"] = not even or (state["digits.per_layer"] and config.conv_layers > 1)
    given.give("digits", {f: v for f, v in held.items() if v is not None})


def digits_form(top: DeltaGenerator) -> tuple[Preset, DigitsConfig | None]:
    """The preset that the form started from, which is chosen at the top, with the threads chosen, and the
    config, or None."""
    form = Fields(DigitsConfig)
    preset = form.start(fill, top)
    form.side_by_side(3)
    with form.group("Network"):
        _layers(form, form.buttons("conv_layers"))
        form.buttons("kernel_size")
        form.buttons("conv_activation")
        same = st.toggle(
            "Dense layer as wide as its input",
            key=form.key("hidden_same"),
            persist_state="session",
            help=explained("Dense layer", form.known["hidden"].help),
        )
        if same:
            form.take("hidden", "same")
        else:
            form.number("hidden")
        form.buttons("head")
    with form.group("Learning"):
        form.rate()
        form.columns(("optimizer", "batch_size"), ("schedule", "epochs"))
    with form.group("Data"):
        dataset = form.choice("dataset", _data_sets(), few_images.data_set_changed)
        missing = data_panel.says_where_to_get(dataset)
        form.columns(("train_size",), ("seed",))
        form.fixed("classes", classes_of(dataset))
    form.side_by_side(2)
    with form.group("Augmentation"):
        form.columns(("shift", "scale", "noise"), ("turn", "thickness"))
        few_images.previews(form.values, dataset)
    with form.group("Begin with"):
        form.choice("convolutions", few_images.sources(form), _convolutions_changed)
        form.flag("frozen")
        form.number("repeat")
    form.more()
    preset, config = form.result(preset)
    fits = config is None or few_images.says_what_is_missing(config)
    return preset, None if missing or not fits else config


def _convolutions_changed() -> None:
    """Let the form hold the shape of the convolutions that were chosen."""
    state = st.session_state
    if shape := convolutions.shape(state["digits.convolutions"]):
        hidden = "same" if state["digits.hidden_same"] else state["digits.hidden"]
        put_network(DigitsConfig(**shape, hidden=hidden))
        given.give("digits", {field: shape[field] for field in ("kernel_size", "conv_activation")})


def _data_sets() -> dict[str, str]:
    """What can be chosen, with words: symbols of one's own among them."""
    held = st.session_state.get("digits.dataset", MNIST)  # a link may name symbols that are gone
    known = {name: picture_set(name) for name in dict.fromkeys([*available(), held])}
    return {name: f"{plain(of.title)} ({of.nouns})" for name, of in known.items()}


def classes_of(dataset: str) -> int:
    return int(DigitsConfig.entailed({"dataset": dataset}).get("classes", 10))


def _layers(form: Fields[DigitsConfig], count: int) -> None:
    """Channels and pooling, a row for each layer where they differ."""
    per_layer = st.toggle(
        "Channels per layer",
        key=form.key("per_layer"),
        persist_state="session",
        help=explained("Channels", "Off: one number of channels for all convolutions."),
    )
    known, channels, pooling = form.known["channels"], [], []
    assert known.low is not None and known.high is not None
    for i in range(count):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if per_layer or i == 0:
                channels.append(
                    st.number_input(
                        f"{known.label}, convolution {i + 1}" if per_layer else known.label,
                        int(known.low),
                        int(known.high),
                        key=form.key(f"channels.{i}"),
                        help=explained(known.label, known.help),
                        persist_state="session",
                        width=190,
                    )
                )
            pooling.append(
                st.toggle(
                    f"Pool after convolution {i + 1}",
                    key=form.key(f"pooling.{i}"),
                    help=explained("Pooling", form.known["pooling"].help),
                    persist_state="session",
                )
            )
    form.take("channels", channels if per_layer else channels[0], "per_layer")
    form.take("pooling", pooling[0] if len(set(pooling)) == 1 else pooling)
