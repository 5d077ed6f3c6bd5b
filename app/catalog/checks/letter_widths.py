"""How wide words are about, when nobody knows with which font they will be shown.

They are measured in DejaVu Sans, which is wider than what phones and Windows use and knows Latin,
Arabic and many other letters; it comes with matplotlib. For the command line only: the libraries
take memory.
"""

import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_MEASURED_AT = 100
# Letters are measured one by one; joined ones, as in Arabic, took so much of that in our figures.
_JOINED = 0.75


def width_of(words: str, size: float, *, is_bold: bool = False) -> float:
    """The width of words in the units of `size`, the letters' size."""
    width = _font(is_bold).getlength(words) * size / _MEASURED_AT
    return width * _JOINED if any(map(_is_joined, words)) else width


def _is_joined(letter: str) -> bool:
    return unicodedata.bidirectional(letter) == "AL"


@lru_cache(maxsize=2)
def _font(is_bold: bool) -> "FreeTypeFont":
    from PIL import ImageFont

    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib")
    fonts = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    path = fonts / ("DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf")
    # By the plain layout, the letters stand side by side on every machine alike.
    return ImageFont.truetype(str(path), _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
