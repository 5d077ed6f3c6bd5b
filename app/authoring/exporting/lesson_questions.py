"""The questions of a lesson's text, as the Markdown that they were written in."""

from collections.abc import Iterator
from decimal import Decimal

from app.authoring.importing.gift_numbers import plain
from app.authoring.importing.questions import Asked, Choice
from app.catalog.markdown.blocks import clean, parse_blocks
from app.catalog.markdown.fences import parse_info
from app.catalog.markdown.nodes import Node, nest
from app.catalog.markdown.quiz_parsing import is_quiz, number_answer
from app.catalog.markdown.quiz_places import rendered_ids
from app.catalog.markdown.quiz_text import split_quiz


def questions_of(text: str) -> Iterator[Asked]:
    """The questions of a lesson (without front matter), each under its id."""
    tokens, _ = parse_blocks(clean(text))
    ids = rendered_ids(text)
    for node in _nodes(nest(tokens, lambda *_, **__: None)):
        yield _asked(node, ids.get(node.start + 1, ""))


def _nodes(nodes: list[Node]) -> Iterator[Node]:
    return (inner for node in nodes for inner in node.walk() if is_quiz(inner))


def _asked(node: Node, id: str) -> Asked:
    quiz = split_quiz(node.content)
    wanted = parse_info(node.info).attributes.get("kind", "").lower()
    choices = tuple(
        Choice(option.text.text, option.right, option.feedback.text if option.feedback else "")
        for option in quiz.options
    )
    texts = () if choices else tuple(answer.text for answer in quiz.answers)
    number = number_answer(texts[0]) if len(texts) == 1 and wanted != "text" else None
    return Asked(
        prompt=quiz.prompt.text,
        choices=choices,
        several=wanted == "several" or sum(choice.right for choice in choices) > 1,
        number=None if number is None else (_plain(number.value), _slack(number.tolerance)),
        texts=texts if number is None else (),
        feedback=quiz.explanation.text if quiz.explanation else "",
        name=id,
        line=node.start + 1,
    )


def _plain(value: float) -> str:
    return plain(Decimal(repr(value)))


def _slack(value: float) -> str:
    return _plain(value) if value else ""
