"""Questions of other systems: what they become, and what is said of damaged files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.authoring.importing.aiken import read_aiken
from app.authoring.importing.decoding import MergeConflict, NotUtf8
from app.authoring.importing.gift import read_gift
from app.authoring.importing.html_text import markdown_of_html
from app.authoring.importing.questions import Asked, Choice, Passage, QuestionFile, Section
from app.authoring.importing.quiz_blocks import lesson_text
from app.authoring.importing.star_text import read_star_text
from app.catalog.markdown.quiz import mark
from app.catalog.markdown.quiz_places import rendered_ids
from app.errors import KisimaError

READERS = (read_gift, read_aiken, read_star_text)


def gift(text: str) -> QuestionFile:
    return read_gift(text.encode())


def one(text: str) -> Asked:
    (asked,) = gift(text).asked
    return asked


def test_one_right_answer_with_feedback() -> None:
    asked = one("::Q2:: Which? {\n=yellow # good!\n~red # no\n~blue\n####Said to all}")
    assert asked.prompt == "Which?" and asked.name == "Q2" and asked.feedback == "Said to all"
    wanted = (Choice("yellow", True, "good!"), Choice("red", False, "no"), Choice("blue", False))
    assert asked.choices == wanted and not asked.several


def test_several_right_answers_have_shares_of_the_points() -> None:
    asked = one("Who? {~%-50%No one ~%50%Grant ~%50%his wife ~%-50%his father}")
    assert [choice.right for choice in asked.choices] == [False, True, True, False]
    assert asked.several


@pytest.mark.parametrize("word", ["T", "TRUE", "true"])
def test_true_or_false(word: str) -> None:
    asked = one(f"The sun rises in the east.{{{word}#wrong#right}}")
    assert asked.choices == (Choice("True", True, "right"), Choice("False", False, "wrong"))


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("#3:2", ("3", "2")),
        ("#3", ("3", "")),
        ("#1..5", ("3", "2")),
        ("#=0.1..0.2", ("0.15", "0.05")),
        ("#=3,5:0,1 =%50%3:1", ("3.5", "0.1")),
        ("#1e-12:0", ("1e-12", "")),
        ("#=1:1 =2:1", ("1.5", "1.5")),
    ],
)
def test_numbers(answer: str, wanted: tuple[str, str]) -> None:
    assert one(f"How many? {{{answer}}}").number == wanted


def test_texts_that_are_typed() -> None:
    asked = one("Two plus two equals {=four =4 =%50%vier} today.")
    assert asked.prompt == "Two plus two equals _____ today." and asked.texts == ("four", "4")


def test_a_category_and_a_description() -> None:
    parts = gift("$CATEGORY: $course$/top/Chapter 2/Prices\n\n[markdown]Read *this*.").parts
    assert parts == (Section("Prices", 1), Passage("Read *this*.", 3))


def test_what_has_no_home_is_named_with_its_line_and_kept() -> None:
    text = "Match. {\n=a -> 1\n=b -> 2}\n\n::E::Write. {}\n\nSum? {=2}"
    file = gift(text)
    assert [(aside.kind, aside.line) for aside in file.asides] == [("matching", 1), ("essay", 5)]
    assert [problem.line for problem in file.problems] == [1, 5]
    assert "::: instructor\n```text\nMatch. {\n=a -> 1" in lesson_text(file.parts)


def test_escapes_and_comments() -> None:
    asked = one("// by me [id:sum-1]\nIs \\{a\\} \\= b\\: \\\\ \\~?\\nLook. {\n// no\n=\\#1 ~2}")
    assert asked.prompt == "Is {a} = b: \\\\ \\~?\nLook." and asked.name == "sum-1"
    assert asked.choices[0].text == "\\#1"


def test_html_becomes_markdown_and_a_picture_is_named() -> None:
    file = gift('[html]<p>Hello <b>you</b><br>x&lt;3</p><img src\\="@@P@@/cat.png">{=a ~b}')
    assert file.asked[0].prompt == "Hello **you**\\\nx\\<3\n\n![](cat.png)"
    assert "cat.png" in file.problems[0].text


def test_an_empty_line_inside_and_none_between() -> None:
    file = gift("A? {\n=1\n\n~2\n}\n::B:: B? {T}")
    assert [asked.prompt for asked in file.asked] == ["A?", "B?"]
    assert [problem.line for problem in file.problems] == [4, 6]


def test_a_question_that_is_not_closed_spoils_no_other() -> None:
    file = gift("A? {=1 ~2\n\nB? {T}\n\nC } d\n\nD? {#x}\n\nE? {~a ~b}")
    assert [asked.prompt for asked in file.asked] == ["B?"]
    assert [problem.line for problem in file.problems] == [1, 5, 7, 9]
    assert len(file.asides) == 4


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_mark_of_byte_order_is_no_text(mark: bytes) -> None:
    text = "Is é a letter? {T}"
    data = mark + (text.encode() if len(mark) == 3 else text.encode("utf-16-le"))
    assert read_gift(data).asked[0].prompt == "Is é a letter?"


@pytest.mark.parametrize("reader", READERS)
def test_damage_is_refused_with_its_line(reader: Callable[[bytes], QuestionFile]) -> None:
    with pytest.raises(MergeConflict, match="Line 2 "):
        reader(b"A? {T}\n<<<<<<< HEAD\nB? {T}\n=======\nC? {F}\n>>>>>>> x\n")
    with pytest.raises(NotUtf8, match="Line 3 "):
        reader("A?\n\nMaïs? {T}".encode("latin-1"))


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text("a1 =~#{}:\\%-*+.>\nABT|", max_size=200)))
def test_no_file_is_too_odd(reader: Callable[[bytes], QuestionFile], data: bytes | str) -> None:
    try:
        file = reader(data if isinstance(data, bytes) else data.encode())
    except KisimaError as error:
        assert error.values["line"] >= 1
        return
    # Whatever was read can be shown, and each question once.
    assert len(rendered_ids(lesson_text(file.parts))) == len(file.asked)


@given(st.text("<>/!-a b&;\"='[]", max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_html_is_too_odd(html: str) -> None:
    assert isinstance(markdown_of_html(html)[0], str)


def test_aiken() -> None:
    file = read_aiken(b"What? Look.\nA. This\nB) That\nANSWER: B\n\nWho?\nA. 1\nB. 2\n\nWho else?")
    (asked,) = file.asked
    assert asked.prompt == "What? Look." and [c.right for c in asked.choices] == [False, True]
    assert [problem.line for problem in file.problems] == [6, 10]


def test_star_text() -> None:
    text = "Lesson 1B Begin: Quiz\n* Weak AI is\n- wide\n+ narrow\n* None\n- a\n- b\n"
    file = read_star_text(text.encode())
    assert file.parts[0] == Section("Lesson 1B Begin: Quiz", 1)
    assert file.asked[0].choices == (Choice("wide", False), Choice("narrow", True))
    assert [problem.line for problem in file.problems] == [5]


def test_a_lesson_of_imported_questions_marks_as_the_file_says() -> None:
    from app.catalog.markdown.rendered import QuizPart
    from app.catalog.markdown.rendering import render
    from app.catalog.pages.links import FolderLinks

    text = "Pi? {#3.141..3.142}\n\nWho? {=no one =nobody}\n\nWhich? {~%50%a ~%50%b ~c}"
    page = render(lesson_text(gift(text).parts), links=FolderLinks(Path()))
    pi, who, which = [part.question for part in page.parts if isinstance(part, QuizPart)]
    assert not page.warnings
    assert mark(pi, ["3.1415"]).right and not mark(pi, ["3.15"]).right
    assert mark(who, ["Nobody"]).right and mark(which, ["0", "1"]).right
