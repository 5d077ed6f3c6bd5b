"""What stands between `{` and `}` in GIFT, as the answers of a question that has a home here."""

import re
from dataclasses import dataclass

from app.authoring.importing.gift_blocks import Block, restored
from app.authoring.importing.gift_numbers import Range, joined, plain, read_range
from app.authoring.importing.gift_texts import Texts
from app.authoring.importing.problems import Problem
from app.authoring.importing.questions import Choice
from app.errors import N_

_WEIGHT = re.compile(r"\s*%\s*(-?\d{1,3}(?:\.\d+)?)\s*%")
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")

HALF_RIGHT = N_("Answers that are partly right count as wrong here: %(texts)s")
ANY_OF_SEVERAL = N_(
    "Each of several answers was right by itself; here all of them must be chosen. Please check."
)
NONE_RIGHT = N_("No answer of this question is right. It is kept aside, for the instructor.")
TOO_FEW = N_("This question has fewer than two answers to choose from. It is kept aside.")
NOT_A_NUMBER = N_("“%(text)s” is not a number. The question is kept aside, for the instructor.")
SEVERAL_NUMBERS = N_("This question takes several numbers; here they are typed as texts.")
SEVERAL_RANGES = N_("This question takes several ranges of numbers. It is kept aside.")
WILDCARD = N_("“%(text)s”: a star for any letters is not known here, so it was taken away.")
SHOWN_TO_ALL = N_("What was said to single answers is said to everybody who has answered.")


class NoHome(Exception):
    """The question has no home here; `problem` says why, else its kind does."""

    def __init__(self, kind: str, problem: Problem | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.problem = problem


@dataclass(frozen=True)
class Answered:
    """The answers of a question; see `questions.Asked`."""

    choices: tuple[Choice, ...] = ()
    several: bool = False
    number: tuple[str, str] | None = None
    texts: tuple[str, ...] = ()
    feedback: str = ""


@dataclass(frozen=True)
class _Answer:
    """`weight` is in percent: 100 is right, None where the answer did not say."""

    text: str
    feedback: str
    weight: float | None
    marked_right: bool = False


def read_answers(block: Block, texts: Texts, problems: list[Problem]) -> Answered:
    """The answers of a block that has some. Raises NoHome."""
    answers, _, general = (block.answers or "").rpartition("####")
    if "####" not in (block.answers or ""):
        answers, general = block.answers or "", ""
    answers, feedback = answers.strip(), texts.of(general)
    if not answers:
        raise NoHome("essay")
    if answers.startswith("#"):
        return _numerical(block, answers[1:], texts, feedback, problems)
    if answers.partition("#")[0].strip().upper() in (*_TRUE, *_FALSE):
        return _true_or_false(answers, texts, feedback)
    if "~" in answers:
        return _choices(block, answers, texts, feedback, problems)
    if "=" in answers and "->" in answers:
        raise NoHome("matching")
    return _typed(block, answers, texts, feedback, problems)


def _true_or_false(answers: str, texts: Texts, feedback: str) -> Answered:
    said, *feedbacks = answers.split("#", 2)
    is_true = said.strip().upper() in _TRUE
    wrong, right = ([texts.of(one) for one in feedbacks] + ["", ""])[:2]
    choices = (
        Choice("True", is_true, right if is_true else wrong),
        Choice("False", not is_true, wrong if is_true else right),
    )
    return Answered(choices=choices, feedback=feedback)


def _split(answers: str, marks: str) -> list[_Answer]:
    """Answers that each begin with a mark; a first one without any counts as it were wrong."""
    pieces = re.split(f"([{marks}])", answers)
    found = [("", pieces[0])] if pieces[0].strip() else []
    found += list(zip(pieces[1::2], pieces[2::2], strict=True))
    return [_answer(mark, body, marks == "=") for mark, body in found]


def _answer(mark: str, body: str, weighed: bool) -> _Answer:
    # In a multiple choice `=` is all of the points, and a `%` after it a part of the answer.
    weight = _WEIGHT.match(body) if weighed or mark != "=" else None
    text, _, feedback = (body[weight.end() :] if weight else body).partition("#")
    return _Answer(
        text.strip(), feedback.strip(), float(weight[1]) if weight else None, mark == "="
    )


def _choices(
    block: Block, answers: str, texts: Texts, feedback: str, problems: list[Problem]
) -> Answered:
    found = [one for one in _split(answers, "~=") if one.text or one.feedback]
    if len(found) < 2:
        raise NoHome("multiple choice", Problem(block.line, TOO_FEW, left_out=True))
    single = any(one.marked_right for one in found)
    right = [_is_right(one, single) for one in found]
    if not any(right):
        raise NoHome("multiple choice", Problem(block.line, NONE_RIGHT, left_out=True))
    half = [one.text for one in found if single and 0 < (one.weight or 0) < 100]
    if half:
        _tell(problems, block, HALF_RIGHT, texts=_listed(half))
    if single and sum(right) > 1:
        _tell(problems, block, ANY_OF_SEVERAL)
    choices = tuple(
        Choice(texts.of(one.text), is_right, texts.of(one.feedback))
        for one, is_right in zip(found, right, strict=True)
    )
    return Answered(choices=choices, several=not single, feedback=feedback)


def _is_right(answer: _Answer, single: bool) -> bool:
    if answer.weight is None:
        return answer.marked_right
    return answer.weight >= 100 if single else answer.weight > 0


def _full(block: Block, found: list[_Answer], problems: list[Problem]) -> list[_Answer]:
    """Those that get all points, or the best ones where none does."""
    best = max((100.0 if one.weight is None else one.weight for one in found), default=0)
    if best <= 0:
        return []
    full = [one for one in found if (100.0 if one.weight is None else one.weight) >= best]
    half = [one.text for one in found if one not in full and (one.weight or 0) > 0]
    if half:
        _tell(problems, block, HALF_RIGHT, texts=_listed(half))
    return full


def _typed(
    block: Block, answers: str, texts: Texts, feedback: str, problems: list[Problem]
) -> Answered:
    found = [one for one in _split(answers, "=") if one.text]
    accepted: list[str] = []
    for one in _full(block, found, problems):
        text = texts.plain(one.text)
        if "*" in text:
            text = text.replace("\\*", "\0")
            if "*" in text:
                _tell(problems, block, WILDCARD, text=text.replace("\0", "*")[:60])
            text = " ".join(text.replace("*", " ").replace("\0", "*").split())
        if text and text not in accepted:
            accepted.append(text)
    if not accepted:
        raise NoHome("short answer", Problem(block.line, NONE_RIGHT, left_out=True))
    said = _said(block, found, texts, problems)
    return Answered(texts=tuple(accepted), feedback=_together(said, feedback))


def _numerical(
    block: Block, answers: str, texts: Texts, feedback: str, problems: list[Problem]
) -> Answered:
    answers, tilde, otherwise = answers.partition("~")
    found = [one for one in _split(answers, "=") if one.text]
    others = [_Answer("", otherwise.partition("#")[2].strip(), 0)] if tilde else []
    ranges: list[Range] = []
    for one in _full(block, [x for x in found if x.text != "*"], problems):
        read = read_range(restored(one.text))
        if read is None:
            values = {"text": restored(one.text)[:60]}
            raise NoHome("numerical", Problem(block.line, NOT_A_NUMBER, values, True))
        ranges.append(read)
    if not ranges:
        raise NoHome("numerical", Problem(block.line, NONE_RIGHT, left_out=True))
    said = _together(_said(block, [*found, *others], texts, problems), feedback)
    whole = joined(ranges)
    if whole is not None:
        return Answered(number=whole.written(), feedback=said)
    if any(one.least != one.most for one in ranges):
        raise NoHome("numerical", Problem(block.line, SEVERAL_RANGES, left_out=True))
    _tell(problems, block, SEVERAL_NUMBERS)
    return Answered(texts=tuple(plain(one.least) for one in ranges), feedback=said)


def _said(block: Block, found: list[_Answer], texts: Texts, problems: list[Problem]) -> str:
    """What was said to single answers, each a paragraph; here it is said to everybody."""
    said = list(dict.fromkeys(filter(None, (texts.of(one.feedback) for one in found))))
    if said:
        _tell(problems, block, SHOWN_TO_ALL)
    return "\n\n".join(said)


def _together(first: str, second: str) -> str:
    return "\n\n".join(text for text in (first, second) if text)


def _listed(texts: list[str]) -> str:
    return "; ".join(restored(text)[:60] for text in texts)


def _tell(problems: list[Problem], block: Block, sentence: str, **values: str) -> None:
    problems.append(Problem(block.line, sentence, values))
