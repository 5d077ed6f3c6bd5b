"""Quiz questions, and how an answer to one is marked."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["single", "several", "number", "text"]

_LONGEST_ANSWER = 500
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u200e\u200f\u061c_]+")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>\d[\d.,]*|[.,]\d+)(?:e(?P<power>[+-]?\d{1,3}))?"
    r"(?:/(?P<below>\d+))?(?P<unit>[^\d]*)",
    re.IGNORECASE,
)
# Marks that people leave out when they type: Latin accents, Hebrew points, Arabic vowels, tatweel.
# Vowel signs of Indian scripts are letters to their readers, so they stay.
_DIACRITICS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_EDGES = " .,;:!?\"'«»“”‘’`،؛؟"


@dataclass(frozen=True)
class Option:
    """One choice: its text, whether it is right, and what to say to someone who chose it."""

    html: str
    right: bool
    feedback_html: str = ""


@dataclass(frozen=True)
class NumberAnswer:
    """A number and how far from it an answer may be."""

    value: float
    tolerance: float = 0.0


@dataclass(frozen=True)
class TextAnswers:
    """The texts that are right."""

    accepted: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A quiz question. `feedback_html` is the explanation for everybody who has answered.

    Only `prompt_html` and the options' `html` may reach a student before she has answered.
    """

    id: str
    kind: Kind
    prompt_html: str
    options: tuple[Option, ...] = ()
    answer: NumberAnswer | TextAnswers | None = None
    feedback_html: str = ""
    line: int = 1

    @property
    def is_explained(self) -> bool:
        """Whether every answer that can be given is told why it is right or wrong."""
        if self.options:
            return all(option.feedback_html for option in self.options)
        return bool(self.feedback_html)


@dataclass(frozen=True)
class Marking:
    """What became of an answer: `feedback` has one HTML text for each option in `chosen`."""

    right: bool
    chosen: tuple[int, ...] = ()
    feedback: tuple[str, ...] = ()
    feedback_html: str = ""
    values: tuple[str, ...] = ()


def mark(question: Question, given: Sequence[str]) -> Marking:
    """Mark the values of a form: indexes of options (from "0"), or one number or text."""
    if question.kind in ("single", "several"):
        return _mark_choice(question, given)
    value = (given[0] if given else "").strip()[:_LONGEST_ANSWER]
    if isinstance(question.answer, NumberAnswer):
        right = _is_number(value, question.answer)
    elif isinstance(question.answer, TextAnswers):
        right = bool(fold(value)) and fold(value) in {fold(t) for t in question.answer.accepted}
    else:
        right = False
    return Marking(right=right, feedback_html=question.feedback_html, values=(value,))


def _mark_choice(question: Question, given: Sequence[str]) -> Marking:
    indexes = {int(g) for g in given if g.isascii() and g.isdigit() and len(g) < 4}
    chosen = tuple(sorted(i for i in indexes if i < len(question.options)))
    wanted = tuple(i for i, option in enumerate(question.options) if option.right)
    return Marking(
        right=bool(wanted) and chosen == wanted,
        chosen=chosen,
        feedback=tuple(question.options[i].feedback_html for i in chosen),
        feedback_html=question.feedback_html,
        values=tuple(str(i) for i in chosen),
    )


def fold(text: str) -> str:
    """Reduce a text to what counts in an answer: no case, accents, extra spaces or end marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = _DIACRITICS.sub("", plain)
    plain = " ".join(unicodedata.normalize("NFC", plain).split())
    return plain.strip(_EDGES) or plain


def numbers_in(text: str) -> tuple[float, ...]:
    """Return what a typed number may mean: none, one, or two readings ("1,234").

    Takes decimal commas, spaces between thousands, digits of any script, a/b, 1e-3, and a unit
    after the number, which is not looked at.
    """
    plain = "".join(_plain_character(c) for c in text[:_LONGEST_ANSWER])
    found = _NUMBER.fullmatch(_SPACES.sub("", plain))
    if not found:
        return ()
    sign = -1.0 if found["sign"] == "-" else 1.0
    power = float(f"1e{found['power'] or 0}")
    below = float(found["below"] or 1)
    if not below:
        return ()
    return tuple(sign * reading * power / below for reading in _readings(found["digits"]))


def _plain_character(character: str) -> str:
    if character in "−–‒﹣－":
        return "-"
    if character == "٫":
        return "."
    if character in "٬'’":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _readings(digits: str) -> list[float]:
    digits = digits.rstrip(".,") or digits
    if "," in digits and "." in digits:
        last = max(digits.rfind(","), digits.rfind("."))
        candidates = [re.sub("[.,]", "", digits[:last]) + "." + digits[last + 1 :]]
    elif digits.count(",") + digits.count(".") > 1:
        candidates = [re.sub("[.,]", "", digits)]
    else:
        candidates = [digits.replace(",", ".")]
        if re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
            candidates.append(digits.replace(",", ""))
    return [float(c) for c in candidates if re.fullmatch(r"\d*\.?\d+|\d+\.", c)]


def _is_number(text: str, answer: NumberAnswer) -> bool:
    slack = answer.tolerance + 1e-9 * max(1.0, abs(answer.value))
    return any(abs(number - answer.value) <= slack for number in numbers_in(text))
