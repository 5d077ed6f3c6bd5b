"""A ```quiz block to a Question, with a warning for what its author forgot."""

import hashlib
import re
from xml.etree.ElementTree import Element

from app.catalog.markdown.fences import Info, parse_info
from app.catalog.markdown.nodes import Node
from app.catalog.markdown.page import Page
from app.catalog.markdown.quiz import Kind, NumberAnswer, Option, Question, TextAnswers, numbers_in
from app.catalog.markdown.quiz_text import Piece, QuizText, split_quiz
from app.catalog.markdown.sanitise import sanitise
from app.catalog.markdown.writer import Writer

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_TOLERANCE = re.compile(r"(?P<value>.+?)\s*(?:±|\+/?-)\s*(?P<slack>[^±]+?)(?P<percent>\s*[%٪])?$")


def is_quiz(node: Node) -> bool:
    """Tell whether a block is a quiz question."""
    return node.kind == "fence" and node.info.strip().split(" ")[0].lower() == "quiz"


def make_question(node: Node, writer: Writer, taken: set[str]) -> Question:
    """Make the question of a block; `taken` are the ids of the page's questions so far."""
    page, line = writer.page, node.start
    info = parse_info(node.info)
    quiz = split_quiz(node.content)
    if not quiz.prompt.text:
        page.warn(line, "quiz-no-prompt")
    for piece in quiz.stray:
        page.warn(line + 1 + piece.start, "quiz-stray-text", text=piece.text)
    kind, answer = _kind(info, quiz, page, line)
    return Question(
        id=_identity(info, quiz, page, line, taken),
        kind=kind,
        prompt_html=_blocks(writer, quiz.prompt, line),
        options=tuple(
            Option(
                _inline(writer, option.text, line),
                option.right,
                _inline(writer, option.feedback, line) if option.feedback else "",
            )
            for option in quiz.options
        ),
        answer=answer,
        feedback_html=_blocks(writer, quiz.explanation, line) if quiz.explanation else "",
        line=line + page.offset + 1,
    )


def _identity(info: Info, quiz: QuizText, page: Page, line: int, taken: set[str]) -> str:
    identity = info.attributes.get("id") or info.id
    if not identity:
        page.warn(line, "quiz-no-id")
    elif not _ID.fullmatch(identity):
        page.warn(line, "quiz-bad-id", name=identity)
        identity = ""
    elif identity in taken:
        page.warn(line, "quiz-duplicate-id", name=identity)
    if not identity:
        identity = "q-" + hashlib.sha256(quiz.prompt.text.encode()).hexdigest()[:10]
    unique, count = identity, 2
    while unique in taken:
        unique, count = f"{identity[:60]}-{count}", count + 1
    taken.add(unique)
    return unique


def _kind(
    info: Info, quiz: QuizText, page: Page, line: int
) -> tuple[Kind, NumberAnswer | TextAnswers | None]:
    wanted = info.attributes.get("kind", "").lower()
    if quiz.options:
        if quiz.answers:
            page.warn(line, "quiz-mixed")
        right = sum(option.right for option in quiz.options)
        if not right:
            page.warn(line, "quiz-no-right-answer")
        if wanted == "single" and right > 1:
            page.warn(line, "quiz-several-right")
        return ("several" if wanted == "several" or right > 1 else "single"), None
    if not quiz.answers:
        page.warn(line, "quiz-no-options")
        return "text", None
    texts = tuple(piece.text for piece in quiz.answers)
    number = number_answer(texts[0]) if len(texts) == 1 and wanted != "text" else None
    if number is not None:
        return "number", number
    if wanted == "number" or (_TOLERANCE.fullmatch(texts[0]) and "±" in texts[0]):
        page.warn(line + 1 + quiz.answers[0].start, "quiz-bad-answer", text=texts[0])
    return "text", TextAnswers(texts)


def number_answer(text: str) -> NumberAnswer | None:
    """An accepted answer such as `5 ± 0.01` as a number; None where it is a text."""
    parts = _TOLERANCE.fullmatch(text)
    value = _plain_number(parts["value"] if parts else text)
    if value is None:
        return None
    if not parts:
        return NumberAnswer(value)
    slack = _plain_number(parts["slack"])
    if slack is None:
        return None
    return NumberAnswer(value, abs(slack * value / 100 if parts["percent"] else slack))


def _plain_number(text: str) -> float | None:
    """A number without a unit, so that the answer `3 apples` stays a text."""
    found = numbers_in(text) if not re.search(r"[^\W\d_eE]|[a-df-zA-DF-Z]", text) else ()
    return found[0] if found else None


def _inline(writer: Writer, piece: Piece, line: int) -> str:
    start = line + 1 + piece.start
    node = Node("inline", start, start + len(piece.lines))
    return sanitise(writer.inline(piece.text, node))


def _blocks(writer: Writer, piece: Piece, line: int) -> str:
    root = Element("div")
    writer.open_boxes += 1
    writer.nested(root, "\n".join(piece.lines), line + 1 + piece.start)
    writer.open_boxes -= 1
    return sanitise(writer.finish(root))


def is_quiz_answer_number(text: str) -> bool:
    """Tell whether an accepted answer is a number, which nobody translates."""
    return number_answer(text) is not None
