"""Pick a CNN, train it on MNIST, watch."""

import streamlit as st

from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.runs import step_time
from core.runs.progress import clock
from ui import page
from ui.digits import layer_table
from ui.digits.form import digits_form
from ui.training import train_page

page.begin("Train a CNN", "Build a network for handwritten digits, and watch it learn MNIST.")


@st.fragment(run_every=2 if not step_time.known() else None)
def cost(config: DigitsConfig, threads: int | None) -> None:
    """Seconds an epoch on this machine, and in all."""
    seconds = step_time.seconds_per_step(config, threads)
    if seconds is None:
        st.caption("Measuring this machine to tell how long an epoch takes …")
        return
    epoch = seconds * config.steps_per_epoch
    st.markdown(
        f"About **{clock(epoch) if epoch >= 1 else f'{epoch:.1f} s'} an epoch** on this "
        f"machine, {clock(epoch * config.epochs)} in all."
    )


def network(config: DigitsConfig) -> None:
    """The shape and parameter trace."""
    stack = layers(config)
    parameters = sum(layer.parameters for layer in stack)
    adds = sum(layer.multiply_adds for layer in stack)
    layer_table.show(stack)
    st.markdown(f"**{parameters:,}** parameters, **{adds:,}** multiply-adds for an image.")
    if config.head == "softmax":
        st.info(
            "The softmax is applied twice: here, and in the loss. No loss below 1.461 can be reached, "
            "and some digits may stop learning. Try the same with logits.",
            icon=":material/lightbulb:",
        )


above = st.container(key="above")  # for the run that is followed

left, right = st.columns([4, 7], gap="large")
with left:
    st.header("The network", anchor=False)
    preset, config = digits_form()
with right:
    st.header("The network you get", anchor=False)
    if config:
        network(config)
        cost(config, preset.threads)
    train_page.train_and_follow(preset, config, above)
