"""The rules of marks, without a store."""

from app.progress.marking.late import Due, LateRule
from app.progress.marking.rules import Handed, Override, Showing, mark, seen_by_student

HOUR = 3_600_000


def handed(number=1, points=6.0, at=0, **more):
    return Handed(f"p{number}", number, at, points, 10.0, **more)


def best(*given, **more):
    return mark(given, counts="best", most=10, **more)


def test_a_mark_is_automatic_points_and_those_by_hand():
    found = best(handed(by_hand=3, manual=True))
    assert (found.points, found.automatic, found.by_hand, found.most) == (9, 6, 3, 10)
    assert (found.attempts, found.best, found.last, found.counted) == (1, 9, 9, "p1")


def test_of_equal_submissions_the_first_counts_and_the_newest_where_the_last_does():
    two = (handed(1, 6), handed(2, 6), handed(3, 4))
    assert best(*two).counted == "p1"
    last = mark(two, counts="last", most=10)
    assert (last.counted, last.points, last.best, last.last) == ("p3", 4, 6, 4)


def test_nothing_handed_in_is_no_mark_and_missing_once_it_was_due():
    assert best().points is None and not best().missing
    assert best(due=Due(100), now_ms=101).missing
    assert not best(handed(points=None), due=Due(100), now_ms=101).missing


def test_late_rules_as_nbgrader_has_them():
    for rule, lost in (("none", 0), ("zero", 6), ("hour:0.1", 2), ("day:0.1", 1)):
        due = Due(0, LateRule.read(rule))
        found = best(handed(at=HOUR + 1), due=due)
        assert (found.penalty, found.points, found.late) == (lost, 6 - lost, True)
        assert str(due.rule) == rule
    assert LateRule.read("hour:x") == LateRule.read("") == LateRule("none")


def test_a_penalty_takes_no_more_than_there_is():
    assert best(handed(at=90 * HOUR), due=Due(0, LateRule("hour", 0.1))).points == 0


def test_a_better_but_late_hand_in_costs_nobody_her_mark():
    found = best(handed(1, 6, 0), handed(2, 9, HOUR), due=Due(10, LateRule("zero")))
    assert (found.points, found.counted, found.late, found.best) == (6, "p1", False, 9)


def test_an_override_is_the_mark_whatever_else_there_is():
    given = Override(7, 10, "spoken", 1, 0)
    late = best(handed(at=HOUR, to_mark=1), due=Due(0, LateRule("zero")), override=given)
    assert (late.points, late.overridden, late.needs_person, late.late) == (7, True, False, True)
    assert (best(override=given).points, best(override=given).most) == (7, 10)


def test_who_is_exempt_has_no_mark():
    found = best(handed(), override=Override(None, 10, "ill", 1, 0))
    assert (found.points, found.exempt, found.overridden) == (None, True, False)


def test_only_the_newest_submission_needs_a_person():
    assert not best(handed(1, to_mark=2, manual=True), handed(2)).needs_person
    assert best(handed(1), handed(2, to_mark=1, manual=True)).needs_person


def test_a_student_sees_points_by_hand_once_they_are_released():
    work = handed(by_hand=3, manual=True)
    given = {"counts": "best", "most": 10}
    assert seen_by_student([work], **given).points == 6
    shown = seen_by_student([work], **given, showing=Showing(released=True))
    assert (shown.points, shown.shown) == (9, True)


def test_an_override_waits_for_the_release_where_a_person_marks_and_shows_at_once_elsewhere():
    given = {"counts": "best", "most": 10, "override": Override(2, 10, "why", 1, 0)}
    assert seen_by_student([handed(manual=True)], **given).points == 6
    assert seen_by_student([handed()], **given).points == 2


def test_what_is_held_shows_nothing_but_that_she_is_exempt():
    held = {"counts": "best", "most": 10, "showing": Showing(held=True)}
    found = seen_by_student([handed()], **held)
    assert (found.points, found.best, found.held) == (None, None, True)
    assert seen_by_student([handed()], **held, override=Override(None, 10, "x", 1, 0)).exempt
