"""What each entry of the list of picture data sets promises, and old runs that know of none."""

import math

import pytest
from torchvision import datasets

from core import problems
from core.digits.config import IMAGE_SIZE, TRAIN_IMAGES, DigitsConfig
from core.digits.data import TEST_IMAGES
from core.digits.picture_sets import SETS, PictureSet, name_of, picture_set
from core.digits.problem import DIGITS
from core.errors import ConfigError, DataError
from core.runs import naming, store, worker
from core.runs.store import Run
from core.sweeps.plan import Plan, plan
from tests.runs.trained import at, raise_, same, weights_of

each_set = pytest.mark.parametrize("known", SETS.values(), ids=lambda known: known.name)


@each_set
def test_an_entry_fits_what_networks_are_built_for(known: PictureSet) -> None:
    assert len(known.labels) == len(set(known.labels)) == 10
    for train, count in ((True, TRAIN_IMAGES), (False, TEST_IMAGES)):
        images, labels = (known.files[name_of(what, train)] for what in ("images", "labels"))
        assert images.size == 16 + count * IMAGE_SIZE**2 and labels.size == 8 + count
    assert all(len(file.md5) == 32 and file.packed < file.size for file in known.files.values())
    assert bool(known.shipped) != known.home.startswith("http"), "it ships, or has a home"
    theirs = getattr(datasets, known.folder)
    assert {f"{name}.gz" for name in known.files} == {name for name, _ in theirs.resources}
    assert known.home in ("", *theirs.mirrors)
    # Ours have the sign itself behind what it is called, theirs for digits what that is in words.
    ours = [label.split(" (")[0] for label in known.labels]
    assert [label.split(" - ")[0] for label in theirs.classes] == ours
    of_packed = {f"{name}.gz": file.md5 for name, file in known.files.items() if file.of_packed}
    assert of_packed.items() <= set(theirs.resources)


@each_set
def test_a_config_takes_labels_and_words_from_its_data_set(known: PictureSet) -> None:
    config = DigitsConfig(dataset=known.name)
    assert DIGITS.labels(config) == known.labels
    words = DIGITS.words_of(config)
    assert (words.label, words.labels) == (known.noun, known.nouns)
    assert DIGITS.fingerprint(config) == known.files["train-images-idx3-ubyte"].md5[:16]


def test_runs_from_before_there_was_a_choice_are_mnists() -> None:
    old = {k: v for k, v in DigitsConfig().to_dict().items() if k != "dataset"}
    assert DigitsConfig.from_dict(old) == DigitsConfig() == DigitsConfig(dataset="mnist")
    assert DIGITS.fingerprint(DigitsConfig.from_dict(old)) == "6bbc9ace898e44ae"


def test_networks_of_other_pictures_are_not_ranked_with_each_other() -> None:
    one, other = DigitsConfig(), DigitsConfig(dataset="fashion-mnist")
    assert problems.tested_alike(one, one.replace(seed=1)) and not problems.tested_alike(one, other)
    cost, other_cost = DIGITS.cost(one, 1), DIGITS.cost(other, 1)
    assert cost == other_cost and all(map(math.isfinite, cost.work)), "the same arithmetic"


def test_unknown_pictures_are_a_sentence() -> None:
    with pytest.raises(
        ConfigError, match="dataset is 'svhn'; choose mnist, fashion-mnist, kuzushiji-mnist"
    ):
        DigitsConfig(dataset="svhn")
    with pytest.raises(DataError, match="no pictures named 'svhn'"):
        picture_set("svhn")


def test_a_run_from_before_resumes_to_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "CHECKPOINT_SECONDS", -1.0)
    config = DigitsConfig(conv_layers=1, channels=2, hidden=8, train_size=640, epochs=2)
    run = store.create(config)
    assert worker.work(run.path, at(5, raise_(KeyboardInterrupt()))) == "interrupted"
    assert (run.path / "checkpoint.pt").exists()
    old = {k: v for k, v in run.config.to_dict().items() if k != "dataset"}
    store.write_json(run.path / "run.json", Run(run.path).record | {"config": old})
    run = Run(run.path)
    assert run.config == config and run.title == naming.name(config)
    assert worker.work(run.path) == "finished"
    trainer = problems.trainer(config)
    list(trainer)
    assert same(weights_of(run), trainer.network.state_dict())


def test_a_sweep_from_before_is_of_mnist() -> None:
    asked = plan("digits", {"channels": [5]}, 1)
    old = asked.to_dict()
    old["base"] = {k: v for k, v in old["base"].items() if k != "dataset"}
    assert Plan.from_dict(old) == asked
