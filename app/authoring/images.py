"""Pictures for lessons, made small and harmless: whatever comes in, 60 kB at most go out.

A picture is decoded and written anew, which leaves out the place where a photo was taken and
everything else that a camera or an editor adds. Drawings (SVG) are in `drawings`.
"""

import io
import re
import threading
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.authoring.drawings import clean_drawing, is_drawing
from app.errors import N_, KisimaError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_BYTES = 60_000
MAX_WIDTH = 960  # pixels: a lesson's column on a large screen, and any phone
MAX_HEIGHT = 4 * MAX_WIDTH
READ = ("PNG", "JPEG", "WEBP", "GIF")

# The pages' process has 80 MB. A JPEG that is not progressive is made smaller while it is read,
# so that it may be larger than what must be held whole.
MAX_PIXELS = 16_000_000
MAX_PIXELS_IN_STRIPS = 120_000_000
_QUALITIES = (82, 74, 66, 58, 50, 42, 34)
_ONE_AT_A_TIME = threading.Lock()


class NotAPicture(KisimaError):
    sentence = N_(
        "“%(name)s” cannot be read as a picture. Choose a PNG, JPEG, WebP, GIF or SVG file; if it "
        "is one of these, open it in another program and save it again."
    )


class PictureTooLarge(KisimaError):
    sentence = N_(
        "“%(name)s” is %(width)s by %(height)s pixels, too many for this computer. Make it smaller "
        "in another program, for example 2,000 pixels wide, and choose it again."
    )


class DrawingTooLarge(KisimaError):
    sentence = N_(
        "The drawing “%(name)s” has %(kilobytes)s kB; at most %(limit)s kB may go into a lesson. "
        "Simplify it, or save it as a PNG picture."
    )


@dataclass(frozen=True)
class Fitted:
    """A picture that is ready for a lesson: a file name, its bytes, and its size in pixels
    (0 by 0 for a drawing). `left_out` names what was taken out of a drawing, since it could act."""

    name: str
    data: bytes
    width: int = 0
    height: int = 0
    left_out: tuple[str, ...] = ()


def fit_picture(name: str, data: bytes) -> Fitted:
    """The picture as it goes into a lesson, at most MAX_BYTES and MAX_WIDTH pixels wide.

    PNG stays PNG where that is small enough, and everything else becomes JPEG; of an animation
    the first picture stays. Raises NotAPicture, PictureTooLarge or DrawingTooLarge.
    """
    if is_drawing(data):
        drawing = clean_drawing(data)
        if drawing is None:
            raise NotAPicture(name=name)
        if len(drawing.data) > MAX_BYTES:
            size, limit = f"{len(drawing.data) / 1000:.0f}", MAX_BYTES // 1000
            raise DrawingTooLarge(name=name, kilobytes=size, limit=limit)
        return Fitted(file_name(name, ".svg"), drawing.data, left_out=drawing.left_out)
    with _ONE_AT_A_TIME:
        return _fit_pixels(name, data)


def file_name(name: str, suffix: str) -> str:
    """A file name out of any name: small letters, digits and hyphens, with a suffix."""
    stem = PurePath(name.replace("\\", "/")).stem.lower()
    plain = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40].strip("-")
    return (plain or "picture") + suffix


def _fit_pixels(name: str, data: bytes) -> Fitted:
    # Pillow takes 10 MB, and most days nobody adds a picture.
    from PIL import Image, ImageOps

    try:
        picture = Image.open(io.BytesIO(data), formats=READ)
        _check_size(name, picture)
        picture.draft("RGB", (MAX_WIDTH, MAX_WIDTH))  # a JPEG is read at a fraction of its size
        drawn = picture.format == "PNG" or picture.mode in ("P", "1", "L", "LA", "RGBA")
        return _smallest(name, ImageOps.exif_transpose(picture), drawn=drawn)
    except KisimaError:
        raise
    except Image.DecompressionBombError as error:
        raise NotAPicture(name=name) from error
    except Exception as error:
        # A damaged file makes Pillow raise nearly anything: OSError, SyntaxError, struct.error.
        raise NotAPicture(name=name) from error


def _check_size(name: str, picture: "Picture") -> None:
    """Look at what the head of the file says, before anything is decoded."""
    in_strips = picture.format == "JPEG" and not picture.info.get("progressive")
    most = MAX_PIXELS_IN_STRIPS if in_strips else MAX_PIXELS
    if picture.width * picture.height > most:
        raise PictureTooLarge(name=name, width=picture.width, height=picture.height)


def _smallest(name: str, picture: "Picture", *, drawn: bool) -> Fitted:
    picture = picture.convert("RGBA" if _has_alpha(picture) else "RGB")
    picture.info.clear()
    picture.thumbnail((MAX_WIDTH, MAX_HEIGHT))
    if drawn or picture.mode == "RGBA":
        for colours in (0, 256, 64):
            data = _png(picture, colours)
            if len(data) <= MAX_BYTES:
                return Fitted(file_name(name, ".png"), data, *picture.size)
    flat = _on_white(picture)
    while True:
        for quality in _QUALITIES:
            data = _jpeg(flat, quality)
            if len(data) <= MAX_BYTES:
                return Fitted(file_name(name, ".jpg"), data, *flat.size)
        flat = flat.resize((max(1, flat.width * 3 // 4), max(1, flat.height * 3 // 4)))


def _has_alpha(picture: "Picture") -> bool:
    if "transparency" in picture.info:
        return True
    if "A" not in picture.getbands():
        return False
    extremes = picture.getchannel("A").getextrema()
    return bool(extremes[0] != 255)


def _png(picture: "Picture", colours: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    if colours:
        picture = picture.quantize(colours, method=Image.Quantize.FASTOCTREE)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _jpeg(picture: "Picture", quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _on_white(picture: "Picture") -> "Picture":
    from PIL import Image

    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
