"""Whether a translation still has the shape of its source: headings, code, quizzes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.catalog.findings import Finding
from app.catalog.markdown.blocks import parse_blocks
from app.catalog.markdown.divs import box
from app.catalog.markdown.fences import parse_info
from app.catalog.markdown.nodes import Node, nest
from app.catalog.markdown.quiz_parsing import is_quiz, is_quiz_answer_number
from app.catalog.markdown.quiz_places import quiz_fences
from app.catalog.markdown.quiz_text import split_quiz


@dataclass(frozen=True)
class QuizShape:
    """One question: its id, the line from 1, which options are right, and how it is answered."""

    id: str
    line: int
    right: tuple[bool, ...]
    answered_by: str


@dataclass(frozen=True)
class Shape:
    """What a translation may not lose. Headings are counted by level, `code` are blocks of it."""

    headings: Counter[int]
    code: int
    quizzes: tuple[QuizShape, ...]


def shape_of(body: str) -> Shape:
    """The shape of a Markdown text without front matter (or with empty lines in its place)."""
    headings: Counter[int] = Counter()
    code = 0
    found: list[tuple[int, Node]] = []
    for node, line in _blocks(body, 0, 8):
        if node.kind == "heading":
            headings[int(node.tag[1])] += 1
        elif is_quiz(node):
            found.append((line + 1, node))
        elif node.kind in ("fence", "code_block"):
            code += 1
    names = {fence.line: fence.id or "" for fence in quiz_fences(body)}
    quizzes = tuple(_quiz(node, line, names.get(line, "")) for line, node in found)
    return Shape(headings, code, quizzes)


def shape_findings(
    path: Path, source: Shape, translated: Shape, *, adapted: bool = False, line: int = 0
) -> Iterator[Finding]:
    """What a translation lost. `line` stands for all places where they are in another file.

    An adapted text, a local case study say, may have other headings and other code.
    """
    if not adapted:
        for level, wanted in sorted(source.headings.items()):
            there = translated.headings[level]
            if there < wanted:
                values = {"wanted": wanted, "found": there, "marks": "#" * level}
                yield Finding(path, line or 1, "lost-headings", values)
        if translated.code < source.code:
            values = {"wanted": source.code, "found": translated.code}
            yield Finding(path, line or 1, "lost-code-blocks", values)
    # Questions that are not the same ones have a finding of their own.
    for ours, theirs in zip(source.quizzes, translated.quizzes, strict=False):
        if ours.id != theirs.id:
            return
        values = {"name": ours.id or f"{ours.line}"}
        at = line or theirs.line
        if len(ours.right) != len(theirs.right):
            values |= {"wanted": len(ours.right), "found": len(theirs.right)}
            yield Finding(path, at, "other-options", values)
        elif ours.right != theirs.right or ours.answered_by != theirs.answered_by:
            yield Finding(path, at, "other-answers", values)


def _blocks(text: str, offset: int, depth: int) -> Iterator[tuple[Node, int]]:
    """Every block with its line from 0, also of boxes that are written as fences."""
    if not depth:
        return
    tokens, _ = parse_blocks(text)
    for top in nest(tokens, _ignore):
        for node in top.walk():
            directive = parse_info(node.info).directive if node.kind == "fence" else ""
            if directive and box(directive):
                yield from _blocks(node.content, offset + node.start + 1, depth - 1)
            else:
                yield node, offset + node.start


def _quiz(node: Node, line: int, name: str) -> QuizShape:
    quiz = split_quiz(node.content)
    is_number = any(is_quiz_answer_number(answer.text) for answer in quiz.answers)
    kind = "number" if is_number else "text" if quiz.answers else "options"
    return QuizShape(name, line, tuple(option.right for option in quiz.options), kind)


def _ignore(line: int, kind: str, /, **values: str) -> None:
    """Warnings are for `render`."""
