"""Whether a config fits symbols of one's own and the convolutions that it begins with, as they now are."""

from core.digits import convolutions, symbol_store
from core.digits.config import DigitsConfig
from core.digits.picture_sets import SETS
from core.errors import DataError
from core.settings.words import phrase


def misfit(config: DigitsConfig) -> str:
    """Why it cannot be trained, in a sentence, or ""."""
    return _of_data(config) or _of_convolutions(config)


def _of_data(config: DigitsConfig) -> str:
    if config.dataset in SETS:
        return ""
    try:
        known = symbol_store.of_dataset(config.dataset)
    except DataError as e:
        return str(e)
    if not known.lacks and len(known.classes) != config.classes:
        return (
            f"classes is {config.classes} but {known.name} has {len(known.classes)} classes by now; choose "
            "the data set anew."
        )
    return known.lacks


def _of_convolutions(config: DigitsConfig) -> str:
    if not config.transfers:
        return ""
    there = convolutions.shape(config.convolutions)
    if not there:
        return (
            f"The run {config.convolutions}, whose convolutions the network is to begin with, is not here "
            "or cannot be read; choose another one, or none."
        )
    asked = config.replace(**there)
    same = ("channels_per_layer", "kernel_size", "pooling_per_layer", "conv_activation")
    if all(getattr(asked, field) == getattr(config, field) for field in same):
        return ""
    said = [phrase(DigitsConfig, f, there[f]) for f in convolutions.SAME[1:]]
    return (
        f"The convolutions to begin with have {', '.join(said)}, and this network has others: build it so, "
        "or begin with none."
    )
