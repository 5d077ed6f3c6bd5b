"""Brackets that never close, which would make inline patterns search to the end again and again."""

_MANY = 60
_DEEPEST = 12


def defuse(text: str) -> str:
    """Put a backslash before brackets that cannot be a link's, when there are many of them."""
    if text.count("[") < _MANY:
        return text
    open_at: list[int] = []
    plain: set[int] = set()
    skip = False
    for place, character in enumerate(text):
        if skip:
            skip = False
        elif character == "\\":
            skip = True
        elif character == "[":
            open_at.append(place)
        elif character == "]" and open_at:
            start = open_at.pop()
            if len(open_at) >= _DEEPEST:
                plain.add(start)
    plain.update(open_at)
    if text.count("](") > text.count(")") + _MANY:
        plain.update(n + 1 for n in range(len(text)) if text.startswith("](", n))
    if not plain:
        return text
    return "".join("\\" + c if n in plain else c for n, c in enumerate(text))
