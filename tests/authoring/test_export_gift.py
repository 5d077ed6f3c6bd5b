"""Questions of ours as GIFT, and back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.authoring.exporting.gift import write_gift
from app.authoring.exporting.lesson_questions import questions_of
from app.authoring.importing.gift import read_gift
from app.authoring.importing.questions import Asked, Choice
from app.authoring.importing.quiz_blocks import lesson_text

MARKS = "ab1 =~#{}:\\%[]()->*_$^&é\n|`+."
texts = st.text(MARKS, min_size=1, max_size=25).filter(lambda text: text.strip())
choices = st.builds(Choice, texts, st.booleans(), st.one_of(st.just(""), texts))


def asked(**more: st.SearchStrategy) -> st.SearchStrategy[Asked]:
    return st.builds(Asked, prompt=texts, feedback=st.one_of(st.just(""), texts), **more)


numbers = st.tuples(st.sampled_from(["0", "-3", "2.5", "1e20"]), st.sampled_from(["", "0.01"]))
questions = st.one_of(
    asked(choices=st.lists(choices, min_size=2, max_size=5).map(tuple), several=st.booleans()),
    asked(number=numbers),
    asked(texts=st.lists(texts, min_size=1, max_size=3).map(tuple)),
)


def can_be_said(one: Asked) -> bool:
    """Whether GIFT has words for it: see docs/imports.md."""
    said = [one.prompt, one.feedback, *(t for c in one.choices for t in (c.text, c.feedback))]
    right = sum(choice.right for choice in one.choices)
    return (
        bool(one.prompt)
        and not any("\\\\(" in text or "\\\\[" in text for text in said)
        and not any("->" in text for text in one.texts)
        and len(set(one.texts)) == len(one.texts)
        and all(choice.text for choice in one.choices)
        and (right > 0 or not one.choices)
        and (one.several or right < 2)
    )


def plain(one: Asked) -> Asked:
    """A question without the line that it was read from."""
    return Asked(**{**one.__dict__, "line": 1})


@settings(max_examples=150, deadline=None)
@given(questions)
def test_what_gift_can_say_comes_back_as_it_was(written: Asked) -> None:
    lesson = lesson_text([written])
    ours = list(questions_of(lesson))
    assert len(ours) == 1
    if not can_be_said(ours[0]):
        return
    gift, problems = write_gift([("", lesson)])
    again = read_gift(gift.encode())
    assert [plain(one) for one in again.asked] == [plain(ours[0])], gift
    assert not problems and not again.asides


@settings(max_examples=150, deadline=None)
@given(questions)
def test_a_block_reads_back_as_the_question_it_was_made_of(written: Asked) -> None:
    (read,) = questions_of(lesson_text([written]))
    assert len(read.choices) == len(written.choices)
    assert [c.right for c in read.choices] == [c.right for c in written.choices]
    assert read.number == written.number and len(read.texts) == len(written.texts)


def test_questions_stand_under_the_names_of_course_and_lesson() -> None:
    lesson = "```quiz id=sum\n1 + 1 = $x$?\n- [x] 2\n- [ ] 3\n  > No: {x}\n```\n"
    gift, _ = write_gift([("Sums", lesson)], "Numbers 1/2")
    assert gift.startswith("$CATEGORY: Numbers 1//2/Sums\n\n// [id:sum]\n::sum::[markdown]1 + 1")
    assert "\\= \\\\\\\\(x\\\\\\\\)?{\n\t=2\n\t~3#No\\: \\{x\\}\n}" in gift


def test_what_gift_cannot_say_is_named() -> None:
    lesson = "```quiz id=a\nNone?\n- [ ] 1\n- [ ] 2\n```\n\n```quiz id=b\nType\n= a->b\n= c\n```\n"
    gift, problems = write_gift([("Sums", lesson)])
    assert [(one.line, one.file) for one in problems] == [(1, "Sums"), (7, "Sums")]
    assert "::b::" in gift and "::a::" not in gift and "->" not in gift
