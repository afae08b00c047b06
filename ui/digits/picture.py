"""The picture of a digits network on its train page, and what a change made on it does to the form."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.digits import dozen, step_cost
from core.digits.checks import MOST_POOLS
from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.digits.picture_sets import picture_set
from core.errors import ConfigError
from core.runs import step_time
from core.settings.setting import settings
from ui import session
from ui.components.drawing_pad.drawing_pad import Pad, drawing_pad
from ui.components.network_picture.network_picture import Estimate, Reads, network_picture
from ui.digits import pasted
from ui.digits.form import network_of_form, put_network
from ui.errors import error_boundary
from ui.text import plain

AS_THEY_ARE = ("kernel_size", "conv_activation", "hidden", "head", "dropout", "classes")


def show(config: DigitsConfig | None, threads: int | None) -> None:
    """A pad and the picture of what the form holds; `config` is None where that cannot be trained."""
    built = network_of_form()
    known = picture_set(built.dataset)
    pad = Pad()
    with st.container(horizontal=True, gap="small", key="building"):
        if not known.photos:
            with st.container(key="stage-pad"):
                pad = _pad(known.noun)
        with st.container(key="stage-network"):
            picture = None
            with error_boundary():
                picture = pasted.read(pad)
            network_picture(
                settings_of(built),
                layers(built),
                _limits(),
                Reads(
                    known.noun,
                    known.labels,
                    not known.photos,
                    dozen.of_set(built.dataset),
                    picture,
                    pad.revision,
                ),
                _changed,
                problems=list(session.problems(DigitsConfig.kind).get({}).values()),
                estimate=estimate(config, threads) if config else Estimate(""),
            )
    if config and not step_time.known():
        st.fragment(_until_measured, run_every=2)()
    if built.head == "softmax":
        st.info(
            "The softmax is applied twice: here, and in the loss. No loss below 1.461 can be reached, "
            f"and some {plain(known.nouns)} may stop learning. Try the same with logits.",
            icon=":material/lightbulb:",
        )


_read = session.Entry[int]("building.read")


@st.fragment
def _pad(noun: str) -> Pad:
    """The pad; only this runs again after a stroke, so that the address holds it, and all of the page after
    a picture."""
    pad = drawing_pad("pad", "strokes", noun, f"Draw a {noun}", linked=True)
    if pad.picture is not None and pad.revision != _read.get(-1):
        _read.set(pad.revision)
        st.rerun(scope="app")
    return pad


def settings_of(config: DigitsConfig) -> dict[str, Any]:
    """What the picture shows of a network."""
    return {
        "channels": list(config.channels_per_layer),
        "pooling": list(config.pooling_per_layer),
        **{field: getattr(config, field) for field in AS_THEY_ARE},
    }


def estimate(config: DigitsConfig, threads: int | None) -> Estimate:
    """What training takes on this machine."""
    speed = step_time.speed(config, threads)
    if speed is None:
        return Estimate("Measuring this machine …")
    steps = step_time.steps_with_tests(config) / config.epochs
    per_step = step_cost.per_step(config.replace(batch_size=speed.part.batch_size))
    fixed, *of_unit = steps * speed.turns * speed.rates * (1.0, *per_step)
    fixed -= of_unit[0]  # the first convolution's, which the browser counts
    where = step_time.where(config)
    return Estimate(
        f"About {{each}} {where}"
        if config.epochs == 1
        else f"About {{each}} an epoch {where}, {{in_all}} in all",
        (float(fixed) + config.steps_per_epoch * speed.augmenting, *map(float, of_unit)),
        config.epochs,
        moves=step_time.has_gpu(),
    )


def _until_measured() -> None:
    if step_time.known():
        st.rerun(scope="app")


def _limits() -> dict[str, Any]:
    known = settings(DigitsConfig)
    limits = {f: [known[f].low, known[f].high] for f in ("conv_layers", "channels", "hidden")}
    return limits | {"pools": MOST_POOLS}


def _changed(wanted: Mapping[str, Any]) -> None:
    """Put what was built on the picture into the form; what is no network stays out of it."""
    try:
        put_network(
            DigitsConfig(
                conv_layers=len(wanted["channels"]),
                channels=tuple(wanted["channels"]),
                pooling=tuple(wanted["pooling"]),
                hidden=wanted["hidden"],
            )
        )
    except (ConfigError, KeyError, TypeError):
        return
