"""The form's part for few images: augmentation with previews, convolutions to begin with."""

import base64
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core.digits import convolutions, data
from core.digits.augmentation import Amounts, augmented
from core.digits.config import DigitsConfig
from core.digits.few_images import AMOUNTS
from core.digits.fitting import misfit
from core.digits.picture_sets import SETS, picture_set
from core.errors import DataError
from core.runs import listing
from core.statistics.percent import percent
from ui.text import plain, sentence
from ui.training import given
from ui.training.fields import Fields

PREVIEWS = 16
KEPT = ("train_size", "repeat", *AMOUNTS)
"""What a form keeps through a change of data sets that ship, and not from or to symbols of one's own."""
MOST_RUNS = 30


def data_set_changed() -> None:
    """Let the form hold what follows from the data set that was chosen: of symbols of one's own there are
    few."""
    chosen = st.session_state["digits.dataset"]
    entailed = DigitsConfig.entailed({"dataset": chosen})
    entailed.pop("classes", None)
    if not entailed and chosen in SETS and st.session_state.get("digits.repeat", 1) > 1:
        plain_config = DigitsConfig()
        entailed = {field: getattr(plain_config, field) for field in KEPT}
    given.give("digits", entailed)


def sources(form: Fields[DigitsConfig]) -> dict[str, str]:
    """Whose convolutions can be begun with, in words: nobody's, those of what ships, or of a run."""
    found = {
        convolutions.NONE: "none: drawn at random",
        convolutions.SHIPPED: "the network that ships",
    }
    for run in listing.newest("digits", MOST_RUNS):
        if run.has_weights:
            accuracy = run.record.get("accuracy")
            right = f" ({percent(accuracy)})" if accuracy is not None else ""
            found[run.id] = f"{plain(run.title)}{right}"
    held = st.session_state.get(form.key("convolutions"), convolutions.NONE)
    return found if held in found else found | {held: held}


def says_what_is_missing(config: DigitsConfig) -> bool:
    """Whether a config fits its data and the convolutions that it begins with; what does not is said."""
    if wrong := misfit(config):
        st.error(plain(wrong), icon=":material/error:")
    return not wrong


def previews(values: Mapping[str, Any], dataset: str) -> None:
    """Sixteen images as training may see them, where they are changed."""
    amounts = Amounts(**{field: float(values[field]) for field in AMOUNTS})
    if not amounts:
        st.caption("All 0: images are learned from as they are.")
        return
    if not data.is_here(dataset):
        return
    known = picture_set(dataset)
    try:
        every = data.raw(dataset, train=True)[0]
        if not len(every):
            return
        images = every[np.linspace(0, len(every) - 1, PREVIEWS // 4).astype(int)]
    except DataError as e:
        st.error(sentence(e), icon=":material/error:")
        return
    chosen = np.resize(np.arange(len(images)), PREVIEWS)
    shown = augmented(np.asarray(images)[chosen], amounts, (0, 7))
    alt = f"Sixteen training images of {known.nouns} as they may be changed, in white on black"
    st.html(
        f"<img src='{_sheet(shown)}' alt='{alt}' style='width:100%;max-width:520px;"
        "image-rendering:pixelated;border-radius:.3rem;display:block'>"
    )
    st.caption(f"{PREVIEWS} of many: each image is changed anew whenever it is learned from.")


def _sheet(images: np.ndarray) -> str:
    """Pictures (16, 28, 28) in 0..1 as one, two rows of eight, in a data URL."""
    from PIL import Image

    tiles = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(2, 8, 30, 30)
    sheet = (tiles.transpose(0, 2, 1, 3).reshape(60, 240) * 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(sheet).save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
