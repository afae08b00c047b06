"""The detector of novelty: what it learns from, that NumPy computes what was trained, what it refuses."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.digits import data, detector, detector_training
from core.digits.detector import detector as detector_of
from core.digits.drawing import Stroke
from core.digits.made_images import WAYS, box_of, framed, made_images, middle
from core.digits.picture_sets import MNIST
from core.digits.preprocessing import Drawing
from core.digits.problem import batch
from core.errors import DataError
from tests.digits.strokes import drawing
from tests.symbols import kept


def seen(strokes: list[Stroke]) -> np.ndarray:
    made = Drawing.of_strokes(strokes)
    return made.seen(made.steps)


def test_made_images_stand_where_the_image_stood_and_show_something_else() -> None:
    images = data.raw(MNIST, train=True)[0][:50]
    made = made_images(images, 2 * len(WAYS), np.random.default_rng(0))
    assert made.shape == (20, 28, 28) and (made.max((1, 2)) > 100).all()
    assert not (made[:, None] == images[None]).all((2, 3)).any()
    assert (made == made_images(images, 20, np.random.default_rng(0))).all()
    one, other = images[:2].astype(np.float32) / np.float32(255)
    placed = framed(np.roll(other.T, 3, 0), one)
    assert placed is not None
    (box, usual) = (box_of(each) for each in (placed, one))
    assert box and usual and abs(max(placed[box].shape) - max(one[usual].shape)) <= 1
    assert np.allclose(middle(placed), middle(one), atol=1)
    assert framed(other[10:16, 10:16], one) is None, "it would be blurred"
    assert (
        framed(one * 0, one) is None
        and not made_images(images * 0, 3, np.random.default_rng(0)).any()
    )


def test_half_of_what_it_learns_from_is_changed() -> None:
    images = data.raw(MNIST, train=True)[0][:8]
    as_they_are = images.astype(np.float32) / np.float32(255)
    found = detector_training.varied(images, (0,))
    assert (found[4:] == as_they_are[4:]).all() and ((found >= 0) & (found <= 1)).all()
    assert (found[:4] != as_they_are[:4]).any((1, 2)).all()


def test_numpy_gives_what_was_trained(tmp_path: Path) -> None:
    images, labels = (part[:64] for part in data.raw(MNIST, train=True))
    heard: list[float] = []
    network = detector_training.train(images, labels, heard.append, epochs=1)
    assert heard and all(0 <= share < 1 for share in heard)
    detector.keep(tmp_path / "a" / "d.npz", detector_training.arrays_of(network, images[:9]))
    found = detector._read(tmp_path / "a" / "d.npz", 0)
    assert found
    pictures = images[:9, None].astype(np.float32) / np.float32(255)
    with torch.no_grad():
        scores = network(torch.from_numpy(pictures)).softmax(1)
    expected = (scores[:, -1] / (1 - scores[:, -1])).log().numpy()
    assert np.allclose(found.unlike(pictures), expected, atol=1e-3)
    assert np.allclose(found.tested, expected, atol=1e-3)


def test_a_smiley_is_refused_and_digits_are_not() -> None:
    found = detector_of(MNIST)
    assert found and len(found.tested) == data.TEST_IMAGES
    limit = np.quantile(found.tested, 0.98)
    images = data.raw(MNIST, train=False)[0][:20, None].astype(np.float32) / np.float32(255)
    assert np.allclose(found.unlike(images), found.tested[:20], atol=1e-2)
    turns = np.linspace(0, 2 * np.pi, 40)
    face = [(0.5 + 0.3 * np.cos(t), 0.5 + 0.3 * np.sin(t)) for t in turns]
    mouth = [(0.5 + 0.15 * np.cos(t), 0.55 + 0.12 * np.sin(t)) for t in turns[2:18]]
    eyes = [[(x, 0.4), (x, 0.44)] for x in (0.4, 0.6)]
    smiley = seen(
        [Stroke([(float(x), float(y)) for x, y in line]) for line in (face, mouth, *eyes)]
    )
    digits = [seen(drawing(k)) for k in range(10)]
    strange = found.unlike(batch(np.stack([smiley, *digits]))) > limit
    assert strange[0] and strange[1:].sum() <= 1


def test_a_damaged_file_and_few_images_have_no_detector(own_cache: Path, tmp_path: Path) -> None:
    (tmp_path / "d.npz").write_bytes(b"PK")
    assert detector._read(tmp_path / "d.npz", 0) is None
    own = "symbols/" + kept(each=9).name
    assert detector_of(own) is None and detector.of_dataset(own) is None
    with pytest.raises(DataError, match="needs 10,000 at least"):
        detector_training.make_detector(own)
