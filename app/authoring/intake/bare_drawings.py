"""Drawings without what could act or lead elsewhere, where they came in among other files."""

from pathlib import Path

from app.authoring.drawings import clean_drawing
from app.authoring.images import DrawingTooLarge, NotAPicture

MOST_BYTES = 1_000_000  # a drawing takes twenty times as much memory while it is read


def clean_drawing_file(path: Path) -> tuple[str, ...]:
    """Clean a drawing in its place; the names of what was left out, see `Drawing`.

    Raises NotAPicture or DrawingTooLarge, and then the file must not stay.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        limit = MOST_BYTES // 1000
        raise DrawingTooLarge(name=path.name, kilobytes=size // 1000, limit=limit)
    drawing = clean_drawing(path.read_bytes())
    if drawing is None:
        raise NotAPicture(name=path.name)
    path.write_bytes(drawing.data)
    return drawing.left_out
