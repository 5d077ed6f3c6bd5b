"""What a drawing's attributes and style sheets may say: looks, and nothing from elsewhere."""

import re

LOOKS = frozenset(
    """
    alignment-baseline baseline-shift clip-path clip-rule color direction display dominant-baseline
    fill fill-opacity fill-rule font font-family font-size font-stretch font-style font-variant
    font-weight letter-spacing marker marker-end marker-mid marker-start mask opacity overflow
    paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
    text-decoration text-rendering unicode-bidi vector-effect visibility word-spacing writing-mode
    """.split()  # noqa: SIM905
)
_FUNCTIONS = frozenset(
    """
    url rgb rgba hsl hsla hwb lab lch oklab oklch calc matrix translate rotate scale skewx skewy
    circle ellipse inset polygon
    """.split()  # noqa: SIM905
)
_NAME = re.compile(r"[\w-]*\Z")
_LONGEST_NAME = 20
# Without quotes and brackets, so that a browser finds the same ends of rules as this does.
_SELECTOR = re.compile(r"[\w\s.#*,>+~:-]*")
_OWN_URL = re.compile(r"\s*url\(\s*([\"']?)#[\w.-]+\1\s*\)[\w#(),.%\s-]*", re.IGNORECASE)


def is_harmless(value: str) -> bool:
    """Whether a value names nothing outside the drawing: `url(#here)` and plain functions only."""
    before = value.split("(")[:-1]
    called = [_NAME.search(one.rstrip()[-_LONGEST_NAME:]) for one in before]
    names = [found[0].lower() for found in called if found]
    if "\\" in value or not _FUNCTIONS.issuperset(names):
        return False
    return "url" not in names or (names.count("url") == 1 and bool(_OWN_URL.fullmatch(value)))


def kept_declarations(style: str) -> dict[str, str]:
    """What a style attribute says of looks, by property; all the rest is gone."""
    pairs = (part.partition(":") for part in style.split(";"))
    found = {key.strip().lower(): value.strip() for key, _, value in pairs}
    return {key: value for key, value in found.items() if key in LOOKS and is_harmless(value)}


def kept_sheet(sheet: str) -> str:
    """The rules of a style sheet, of each what says something of looks.

    Empty where there is more in it than plain rules, such as `@import`; the same text where nothing
    had to go.
    """
    *rules, end = _without_comments(sheet).split("}")
    kept = ""
    for rule in rules:
        selector, brace, declarations = rule.partition("{")
        if not brace or "{" in declarations or not _SELECTOR.fullmatch(selector):
            return ""
        kept += f"{selector}{{{_kept(declarations)}}}"
    return "" if end.strip() else kept + end


def _kept(declarations: str) -> str:
    parts = declarations.split(";")
    return ";".join(part for part in parts if not part.strip() or kept_declarations(part))


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return first + "".join(one.partition("*/")[2] for one in others)
