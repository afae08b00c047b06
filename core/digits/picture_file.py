"""A picture file -> its pixels: formats recognised by content, the cost of decoding judged first."""

import importlib.util
import re
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.errors import PictureError

MAX_BYTES = 10_000_000
MAX_PIXELS = 50_000_000
# A decoder works through whole rows and columns: a line of fifty million pixels takes it gigabytes.
MAX_SIDE = 30_000
# A progressive JPEG goes over all its pixels once a scan; cameras and programs write about ten.
MAX_SCANS, MAX_SCANNED = 100, 600_000_000
# Of other modes and formats several copies are made.
PLAIN_MODES, COSTLY_FORMATS = ("1", "L", "P", "RGB"), ("WEBP", "AVIF", "HEIF", "BMP")
MAX_COSTLY_PIXELS = 25_000_000
# Pillow's decoder of a BMP in runs is in Python, and takes each pixel by itself.
RUNS, MAX_PIXELS_IN_RUNS = "bmp_rle", 5_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
NAMES = "PNG, JPEG, WebP, GIF, BMP or TIFF"
LARGE = 1600  # a JPEG is decoded to no less than this, and so faster
HEIC = re.compile(rb"....ftyp(hei[cxmfs]|hev[cxms]|mif1|msf1)", re.DOTALL)
AVIF = re.compile(rb"....ftypavi[fs]", re.DOTALL)
# Tags of TIFF: width and height of a tile, rows in a strip.
TILE_WIDTH, TILE_HEIGHT = 322, 323


def decoded(data: bytes, noun: str = "digit") -> Image.Image:
    """Decode a picture file -> the picture, upright, in a mode of 8 bits; `noun` is what is on it.

    That is L, LA, RGB or RGBA; of an animation or of several pages, the first. Bytes, sides, pixels
    and scans are judged before any pixel is decoded, so that no file takes long or much memory.

    Raises:
        PictureError: not such a picture, damaged, or too costly; says which and what to do.
    """
    if not data:
        raise PictureError("The picture is empty (0 bytes): choose another file.")
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"The picture has {len(data) / 1e6:.1f} MB, and at most {MAX_BYTES / 1e6:.0f} MB can be"
            f" read: crop it to the {noun}, or save it smaller."
        )
    image = opened(data, noun)
    judge(image, data, noun)
    try:
        image.draft(None, (LARGE, LARGE))
        image.load()
        return in_eight_bits(ImageOps.exif_transpose(image))
    except Exception as error:  # whatever the decoders raise on damaged bytes
        width, height = image.size
        raise PictureError(
            f"The {image.format} picture of {width} x {height} pixels is damaged or cut short"
            f" ({len(data):,} bytes): save or send it again."
        ) from error


def opened(data: bytes, noun: str) -> Image.Image:
    """The picture's header, read. Raises PictureError where it is none of FORMATS."""
    formats: tuple[str, ...] = FORMATS
    if HEIC.match(data) and importlib.util.find_spec("pillow_heif"):
        import pillow_heif

        pillow_heif.register_heif_opener()
        formats = ("HEIF",)
    try:
        return Image.open(BytesIO(data), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(
            f"The picture has far too many pixels, and at most {MAX_PIXELS / 1e6:.0f} million can be"
            f" read: crop it to the {noun}."
        ) from error
    except Exception as error:  # damaged headers raise OSError, SyntaxError, struct.error, ...
        for name, pattern in (("HEIC", HEIC), ("AVIF", AVIF)):
            if pattern.match(data):
                raise PictureError(
                    f"This {name} picture ({len(data):,} bytes) cannot be read here: open it where it"
                    " was made, save it as JPEG or PNG, and try again."
                ) from error
        raise PictureError(
            f"This file ({len(data):,} bytes) is not a {NAMES} picture that can be read: save it as"
            " one of these and try again."
        ) from error


def judge(image: Image.Image, data: bytes, noun: str) -> None:
    """Refuse what would take long, or much memory, to decode. Raises PictureError."""
    width, height = image.size
    costly = (
        image.format in COSTLY_FORMATS
        or image.mode not in PLAIN_MODES
        or "transparency" in image.info
    )
    most = MAX_COSTLY_PIXELS if costly else MAX_PIXELS
    if any(decoder == RUNS for decoder, *_ in getattr(image, "tile", ())):
        most = MAX_PIXELS_IN_RUNS
    tags = getattr(image, "tag_v2", {})
    tile = int(tags.get(TILE_WIDTH, 0)) * int(tags.get(TILE_HEIGHT, 0))
    if max(width * height, tile) > most:
        raise PictureError(
            f"The picture has {width} x {height} pixels, and at most {most / 1e6:.0f} million can be"
            f" read of a {image.format} of its kind: crop it to the {noun}."
        )
    if max(width, height) > MAX_SIDE:
        raise PictureError(
            f"The picture has {width} x {height} pixels, and at most {MAX_SIDE:,} a side can be read:"
            f" crop it to the {noun}."
        )
    # In a JPEG's data FF is followed by 00, so that FF DA is the start of a scan and nothing else.
    scans = data.count(b"\xff\xda") if image.format in ("JPEG", "MPO", "TIFF") else 0
    if image.format in ("JPEG", "MPO") and (
        scans > MAX_SCANS or scans * width * height > max(MAX_SCANNED, 12 * width * height)
    ):
        raise PictureError(
            f"The JPEG picture of {width} x {height} pixels is stored in {scans:,} scans, which would"
            " take too long to read: save it as a PNG, or as a JPEG that is not progressive."
        )


def in_eight_bits(image: Image.Image) -> Image.Image:
    """Any mode -> L, LA, RGB or RGBA. Deeper greys are stretched over the range that they fill."""
    if image.mode[0] in "IF":  # 16 or 32 bits, of which scanners and microscopes fill some
        grey = np.asarray(image)
        # A band of rows at a time: floats of the whole would be large.
        bands = [slice(top, top + 256) for top in range(0, len(grey), 256)]

        def finite(band: slice) -> NDArray[np.float32]:
            return np.nan_to_num(grey[band].astype(np.float32), posinf=0, neginf=0)

        low = min(float(finite(band).min()) for band in bands)
        high = max(float(finite(band).max()) for band in bands)
        scale = 255 / (high - low) if high > low else 0.0
        out = np.empty(grey.shape, np.uint8)
        for band in bands:
            out[band] = (finite(band) - low) * scale + 0.5
        return Image.fromarray(out)
    if image.mode in ("L", "LA", "RGB", "RGBA"):
        return image
    if image.mode in ("PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")
