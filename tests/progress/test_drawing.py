"""Drawing questions: the same for the same student, others for others, a part of each lesson."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from app.catalog.bank import BankQuestion
from app.catalog.markdown.quiz import Option, Question
from app.progress.assessing.drawing import Drawn, draw, seed_of, shown_options

LESSONS = [f"0{number}" for number in range(1, 9)]
BANK = tuple(
    BankQuestion(f"q{slug}-{number}", "both", Path("x.md"), 1, slug, f"id-{slug}")
    for slug in LESSONS
    for number in range(5)
)
OPTIONS = {one.question_id: 4 for one in BANK}


def drawn(student: int = 1, number: int = 1, size: int = 20, seen=None) -> tuple[Drawn, ...]:
    seed = seed_of(student.to_bytes(16), "course", "final", number)
    return draw(BANK, OPTIONS, size, seed, seen or {})


def ids(questions: tuple[Drawn, ...]) -> set[str]:
    return {one.question_id for one in questions}


def test_the_same_student_draws_the_same_again():
    assert drawn() == drawn()
    assert [one.question_id for one in drawn()][:3] == ["q02-2", "q02-4", "q08-3"]


def test_the_order_of_the_file_does_not_matter():
    seed = seed_of(bytes(16), "course", "final", 1)
    there, back = draw(BANK, OPTIONS, 20, seed, {}), draw(BANK[::-1], OPTIONS, 20, seed, {})
    assert there == back


def test_students_draw_differently():
    all_drawn = [drawn(student) for student in range(200)]
    assert sum(ids(one) != ids(other) for one, other in pairwise(all_drawn)) >= 190
    assert all(one != other for one, other in pairwise(all_drawn))


def test_each_question_has_its_turn():
    counts = Counter(id for student in range(400) for id in ids(drawn(student)))
    assert set(counts) == set(OPTIONS)
    assert min(counts.values()) > 140 and max(counts.values()) < 260  # 200 on average


@pytest.mark.parametrize("size", [8, 20, 23, 40])
def test_each_lesson_has_its_part(size):
    counts = Counter(one.lesson_id for one in drawn(size=size))
    assert sum(counts.values()) == size and len(counts) == 8
    assert max(counts.values()) - min(counts.values()) <= 1


def test_a_lesson_with_few_questions_leaves_its_part_to_others():
    few = tuple(one for one in BANK if one.lesson_slug != "01" or one.question_id == "q01-0")
    questions = draw(few, OPTIONS, 30, bytes(32), {})
    assert len(questions) == 30 and len(ids(questions)) == 30


def test_no_more_are_drawn_than_there_are():
    assert len(drawn(size=100)) == 40


def test_a_second_sitting_has_what_was_not_seen():
    first = drawn()
    second = drawn(number=2, seen=dict.fromkeys(ids(first), 0))
    assert not ids(first) & ids(second)
    assert set(Counter(one.lesson_id for one in second).values()) <= {2, 3}


def test_a_third_sitting_has_what_was_seen_longest_ago():
    first, second = drawn(), drawn(number=2, seen=dict.fromkeys(ids(drawn()), 0))
    seen = dict.fromkeys(ids(first), 0) | dict.fromkeys(ids(second), 1)
    assert ids(drawn(number=3, seen=seen)) == ids(first)


def test_questions_that_cannot_be_shown_are_not_drawn():
    known = {id: count for id, count in OPTIONS.items() if id.startswith("q03")}
    assert ids(draw(BANK, known, 20, bytes(32), {})) == set(known)


def test_options_stand_in_an_order_of_their_own():
    orders = {one.order for student in range(20) for one in drawn(student)}
    assert len(orders) == 24 and all(sorted(order) == [0, 1, 2, 3] for order in orders)


def test_a_changed_question_is_shown_whole():
    options = tuple(Option(name, False) for name in "abc")
    question = Question("q", "single", "?", options)
    shown = shown_options(Drawn("q", "l", (3, 1, 0)), question)
    assert [(place, one.html) for place, one in shown] == [(1, "b"), (0, "a"), (2, "c")]


def test_a_typed_answer_has_no_options():
    questions = draw(BANK, OPTIONS | {"q01-0": 0}, 40, bytes(32), {})
    typed = next(one for one in questions if one.question_id == "q01-0")
    assert typed == replace(typed, order=())
