"""Texts that hold numbers and no words: which of them languages write in their own ways.

`0.70` is `0,70` in French, `97 %` is `97%` in Arabic, `4, 6, 10` has other commas there; `12`,
`2027-05-31` and `6 / 3 = 2` look the same everywhere and are nobody's work.
"""

import re

# What is for programs, or names something; formulas too, which all languages share.
_NOT_WORDS = re.compile(
    r"(`+)(?!`).+?(?<!`)\1(?!`)|\$[^$]+\$|\]\([^()\s]*\)|<[^<>]*>|https?://\S+|\{[^{}]*\}"
    r"|:[a-z0-9_+-]+:|&[a-zA-Z0-9#]+;",
    re.DOTALL,
)
_POINTS = re.compile("[.,:;?!%‰٪٫٬،؛؟€£¥$]")  # decimal points, other points, and signs of money
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<![\d.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\d]|[.,]\d)")
_PERCENT = re.compile(r"(?<=\d)[ \u00a0\u202f]?%")


def has_words(text: str) -> bool:
    """Whether there are letters in a Markdown text beside its code, formulas and addresses."""
    return any(map(str.isalpha, _NOT_WORDS.sub(" ", text)))


def has_local_numbers(text: str) -> bool:
    """Whether a Markdown text has a number, and a point or sign that languages write differently.

    Such are decimal points, commas, colons, question marks, signs of percent and of money, outside
    code, formulas and addresses.
    """
    plain = _NOT_WORDS.sub(" ", text)
    return bool(_DIGIT.search(plain) and _POINTS.search(plain))


def in_numbers_of(text: str, source_lang: str, lang: str) -> str:
    """A text without words in the numbers of another language, by Unicode's tables: its decimal
    point, its sign between thousands, and the space before a sign of percent.

    The same text where the tables have no such language, or where the source does not write
    `1,234.5`: its points could mean either.
    """
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_decimal_symbol, get_group_symbol

    try:
        source, locale = (Locale.parse(code, sep="-") for code in (source_lang, lang))
    except (UnknownLocaleError, ValueError):
        return text
    if (get_decimal_symbol(source), get_group_symbol(source)) != (".", ","):
        return text
    signs = str.maketrans({".": get_decimal_symbol(locale), ",": get_group_symbol(locale)})
    percent = re.sub(r"[#0.,]", "", str(locale.percent_formats[None].pattern))
    written = _NUMBER.sub(lambda found: found[0].translate(signs), text)
    return _PERCENT.sub(percent, written)
