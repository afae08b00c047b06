"""Digits on the screen, as `ui.problem_page` describes a kind."""

import base64
import html
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.digits import data, dozen
from core.digits.config import DigitsConfig
from core.digits.picture_sets import name_of, picture_set
from core.problem import Preset
from core.runs.store import Run
from core.settings.config import Config
from ui import urls
from ui.digits import challenges, first_look, picture, story
from ui.digits.form import digits_form
from ui.problem_page import Link, ProblemPage, SweepDefaults


class DigitsPage(ProblemPage):
    kind = "digits"
    train = Link("pages/train_digits.py", "Train a CNN", ":material/grid_on:")
    intro = "Build a network for small pictures: digits, garments or symbols of your own; watch it learn."
    ask = Link("pages/draw_digit.py", "Draw a digit", ":material/draw:")
    more = (Link(urls.SYMBOLS, "Own symbols", ":material/interests:"),)
    item_query = "test"
    data_title = "Pictures"
    sweep = SweepDefaults(
        preset="2-pools-rate-0.3",
        vary=("channels", "learning_rate"),
        values={"channels": ("4", "8"), "learning_rate": ("0.1", "0.3")},
        sizes=("epochs", "train_size"),
    )

    figures: ClassVar[Mapping[str, Callable[[Run | None], None]]] = {
        "convolution": story.convolution,
        "ask": story.ask,
    }
    challenges = challenges.CHALLENGES

    def first_look(self) -> None:
        first_look.show()

    def form(self, top: DeltaGenerator) -> tuple[Preset, Config | None]:
        return digits_form(top)

    def learner(self) -> None:
        first_look.learner()

    def describe(self, config: DigitsConfig | None, threads: int | None) -> None:
        picture.show(config, threads)

    def invitation(self, config: DigitsConfig) -> str:
        return f"Draw a {picture_set(config.dataset).noun} for it"

    def data(self) -> None:
        from ui.digits import data_panel  # Plotly and Pillow: other pages need not wait for them

        data_panel.show()

    def samples(self, config: DigitsConfig) -> dict[str, Any]:
        known = picture_set(config.dataset)
        if not all(data.has(known, name_of(what, train=False)) for what in ("images", "labels")):
            return {}  # nobody waits here until they are unpacked
        images, labels = data.raw(config.dataset, train=False)
        return {
            "pixels": base64.b64encode(images[: dozen.COUNT].tobytes()).decode(),
            "truth": labels[: dozen.COUNT].tolist(),
        }

    def pictures(self, config: DigitsConfig, numbers: np.ndarray) -> np.ndarray | None:
        found: np.ndarray = data.raw(config.dataset, train=False)[0][numbers]
        return found

    def item(self, config: DigitsConfig, number: int, truth: str) -> None:
        from ui.runs.probabilities import ink_url  # Pillow: not before a picture is shown

        image, _ = data.test_image(config.dataset, number)
        alt = html.escape(f"Test image {number}, a {truth}", quote=True)
        st.html(
            f"<img src='{ink_url(1 - image)}' alt='{alt}' style='width:100%;"
            "image-rendering:pixelated;border-radius:.3rem;display:block'>"
        )


DIGITS = DigitsPage()
