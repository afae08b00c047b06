"""Every error that a user can cause. Each message is one sentence that names the value and the remedy."""


class NetsketchError(Exception):
    """Base of all errors whose message may be shown to a user as it stands."""


class ConfigError(NetsketchError):
    """Settings that cannot be built or trained.

    `problems` maps each field to its sentence, so that a form can show it beside the widget.
    """

    def __init__(self, problems: dict[str, str]):
        self.problems = problems
        super().__init__(" ".join(problems.values()))

    def __reduce__(self) -> tuple[type["ConfigError"], tuple[dict[str, str]]]:
        return ConfigError, (self.problems,)


class DataError(NetsketchError):
    """A data file or folder that is missing, damaged or not what it should be."""


class PictureError(NetsketchError):
    """An uploaded or pasted file that cannot be read as a picture."""


class EmptyDrawing(NetsketchError):
    """Nothing was drawn, so there is nothing to classify."""


class SurnameError(NetsketchError):
    """A text that cannot be read as a surname."""


class RunError(NetsketchError):
    """A run that does not exist, cannot be read, or is not in the state for what was requested."""


class AccessError(NetsketchError):
    """A password, or a list of sites, that the app cannot be started with."""
