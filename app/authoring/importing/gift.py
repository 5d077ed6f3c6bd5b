"""Moodle GIFT to questions. What each type becomes is told in docs/imports.md."""

from app.authoring.importing.decoding import decode
from app.authoring.importing.gift_answers import Answered, NoHome, read_answers
from app.authoring.importing.gift_blocks import Block, blocks, restored
from app.authoring.importing.gift_texts import Texts
from app.authoring.importing.problems import Problem
from app.authoring.importing.questions import Aside, Asked, Part, Passage, QuestionFile, Section
from app.errors import N_

_CATEGORY = "$CATEGORY:"
_BLANK = "_____"
KEPT_ASIDE = N_("A question of the kind “%(kind)s” is kept aside, for the instructor's eyes only.")
EMPTY = N_("This question has no text.")
NOTHING = N_("There is no question in this file.")


def read_gift(data: bytes) -> QuestionFile:
    """The questions of a GIFT file. Raises what `decode` raises, and nothing else."""
    problems: list[Problem] = []
    parts = [part for block in blocks(decode(data), problems) for part in _parts(block, problems)]
    if not any(isinstance(part, Asked | Aside) for part in parts):
        problems.append(Problem(0, NOTHING))
    return QuestionFile(tuple(parts), tuple(sorted(problems, key=lambda one: one.line)))


def _parts(block: Block, problems: list[Problem]) -> list[Part]:
    if block.format == "broken":
        return [Aside("damaged", block.source, block.line)]
    if block.answers is None:
        text = restored(block.before).strip()
        if text.upper().startswith(_CATEGORY):
            return [Section(_last_of(text[len(_CATEGORY) :]), block.line)]
        passage = Texts(block, problems).of(block.before)
        return [Passage(passage, block.line)] if passage else []
    texts = Texts(block, problems)
    try:
        answered = read_answers(block, texts, problems)
    except NoHome as why:
        if why.problem is not None:
            problems.append(why.problem)
        else:
            problems.append(Problem(block.line, KEPT_ASIDE, {"kind": why.kind}, True))
        return [Aside(why.kind, block.source, block.line)]
    return [_asked(block, texts, answered, problems)]


def _asked(block: Block, texts: Texts, answered: Answered, problems: list[Problem]) -> Asked:
    gap = _BLANK if block.after else ""
    joint = "" if not gap or block.before[-1:].isspace() or not block.before else " "
    tail = block.after if block.after[:1] in ".,;:!?" else f" {block.after}"
    whole = f"{block.before}{joint}{gap}{tail}" if gap else block.before
    prompt = texts.of(whole)
    if not prompt:
        problems.append(Problem(block.line, EMPTY))
    return Asked(
        prompt=prompt or block.name,
        choices=answered.choices,
        several=answered.several,
        number=answered.number,
        texts=answered.texts,
        feedback=answered.feedback,
        name=block.id or block.name,
        line=block.line,
    )


def _last_of(path: str) -> str:
    """`$course$/top/Chapter 2/Prices` is named by its last part; `//` is a slash."""
    parts = path.replace("//", "\0").split("/")
    names = [part.replace("\0", "/").strip() for part in parts]
    shown = [name for name in names if name and name not in ("top", "$course$", "$system$")]
    return " ".join(shown[-1].split()) if shown else ""
