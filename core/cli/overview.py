"""The overview of the command line: what there is, with an example each, for `python -m core` alone."""

EXAMPLES = (
    ("train", "train a network, and watch it learn", "train digits --preset quick"),
    ("predict", "ask the newest network", "predict --run latest --name Kowalski"),
    (
        "sweep",
        "try every combination of some settings",
        "sweep digits --vary channels=5,8 --seeds 3",
    ),
    ("rates", "find the learning rate with which a network learns", "rates digits"),
    ("presets", "the ready-made settings, the notes' among them", "presets"),
    ("runs", "all runs, newest first", "runs"),
    (
        "report",
        "a run, a sweep or a chapter of the story to print",
        "report learning-rate --html report.html",
    ),
    ("export", "a network to take away, or its curves", "export RUN --zip quick-cnn.zip"),
    ("import", "a network that was taken away, as a run of your own", "import quick-cnn.zip"),
    ("data", "data sets: list, download or add", "data list"),
    ("bench", "our training beside the loops that people write", "bench --only names-one"),
)
"""Each command, what it is for, and an example that works as it stands, or with a run's name."""


def overview() -> None:
    """Print it."""
    width = max(len(name) for name, *_ in EXAMPLES)
    print(
        "Netsketch: small neural networks for digits and surnames, trained and asked from here.\n"
    )
    for name, what, example in EXAMPLES:
        print(f"  {name:{width}}  {what}\n  {'':{width}}  python -m core {example}\n")
    print("What each takes: python -m core COMMAND --help. The app: make run")
