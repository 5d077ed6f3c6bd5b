"""Numbers as people type them, in the digits of their keyboard, and as fields show them."""

import math


def typed_number(text: str) -> float | None:
    """The finite number that somebody typed, None for anything else. A comma and the Arabic
    decimal separator are points, and the digits of every script are digits."""
    try:
        number = float(text.strip().replace(",", ".").replace("٫", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def plain_number(value: float) -> str:
    """A number as people write it: 2 and 0.5."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
