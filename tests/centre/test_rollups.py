"""The figures kept at ingest: once for each event, and brought up to date by what comes later."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from centre_laptop import Laptop, scalar
from flask import Flask

from app.centre.areas import add_area, add_school, change_school, country
from app.centre.nodes import move_node, node_id
from app.centre.rollups import recount, schools_counted
from app.centre.rollups_areas import add_what_was_left
from app.centre.rollups_tally import quarter_of, week_of
from app.centre.transactions import writing

MONDAY = 1_793_577_600_000  # 2 November 2026
WEEK = week_of(MONDAY)
WEEK_MS = 7 * 86_400_000
SUMS = "students, lessons, handed_in, passed, completed, good, bad"
TOTALS = (
    f"SELECT area_id, period, topic, sum({SUMS.replace(', ', '), sum(')}) FROM centre_total"
    " GROUP BY 1, 2, 3 HAVING sum(students) <> 0"
)


def figures(topic: str = "", table: str = "centre_figure", where: str = "true") -> dict:
    """The figures of a topic by period; "" is everything."""
    add_what_was_left()
    with writing() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT period, {SUMS} FROM {table} WHERE {where} AND topic = coalesce("
            "(SELECT id FROM centre_topic WHERE name = %s), CASE WHEN %s = '' THEN 0 END)",
            (topic, topic),
        )
        return {row[0]: tuple(row[1:]) for row in rows}


def everything() -> list:
    """All rows of figures, students' numbers left out."""
    add_what_was_left()
    with writing() as connection:
        return [
            sorted(map(tuple, connection.exec_driver_sql(sql).all()))
            for sql in (
                f"SELECT school_id, period, topic, {SUMS} FROM centre_figure",
                f"SELECT area_id, period, topic, small, {SUMS} FROM centre_area_figure",
                TOTALS,
                "SELECT school_id, topic, week, count(*) FROM centre_reached GROUP BY 1, 2, 3",
                "SELECT school_id, pseudonym FROM centre_student",
            )
        ]


def recounted() -> list:
    """The same rows, made anew from the events."""
    with writing() as connection:
        for school_id in schools_counted(connection):
            recount(connection, school_id)
    return everything()


def week_of_work(laptop: Laptop, student: int, at_ms: int = MONDAY) -> None:
    course = {"course": "wells"}
    laptop.write("lesson-read", student, item="rain", payload=course, wall_ms=at_ms)
    for right in (False, True):
        answer = {**course, "right": right, "chosen": [1]}
        laptop.write("quiz-answered", student, item="rain/wet", payload=answer, wall_ms=at_ms)
    laptop.write("handed-in", student, item="sum", payload={**course, "number": 1}, wall_ms=at_ms)
    tests = {**course, "number": 1, "score": 1, "max": 2, "tests": {"small": 1, "big": 0}}
    laptop.write("graded", student, item="sum", payload=tests, wall_ms=at_ms)
    laptop.write("passed", student, item="sum", payload=course, wall_ms=at_ms)
    laptop.write("completed", student, item="wells", wall_ms=at_ms)


def test_each_kind_is_counted_in_its_week(laptop: Laptop) -> None:
    week_of_work(laptop, 1)
    week_of_work(laptop, 2)
    laptop.write("lesson-read", 2, item="rain", wall_ms=MONDAY + WEEK_MS)
    laptop.send()
    assert figures() == {WEEK: (2, 2, 2, 2, 2, 2, 2), WEEK + 1: (1, 1, 0, 0, 0, 0, 0)}
    assert figures("wells") == {WEEK: (2, 2, 2, 2, 2, 2, 2)}
    quarter = quarter_of(MONDAY)
    assert figures("rain/wet") == {quarter: (2, 0, 0, 0, 0, 2, 2)}
    assert figures("sum/big") == {quarter: (2, 0, 0, 0, 0, 0, 2)}
    assert figures("sum/small") == {quarter: (2, 0, 0, 0, 0, 2, 0)}


def test_what_comes_twice_counts_once(laptop: Laptop) -> None:
    for student in (1, 2, 3):
        week_of_work(laptop, student)
    laptop.send(1, 9)
    laptop.send(1, 9)
    laptop.send(4)
    once = everything()
    laptop.send()
    assert everything() == once == recounted()
    assert figures() == {WEEK: (3, 3, 3, 3, 3, 3, 3)}


def test_events_appended_again_count_once(laptop: Laptop) -> None:
    first = laptop.write("lesson-read", 1, item="rain", wall_ms=MONDAY)
    laptop.send()
    laptop.open()
    laptop.write("announced", 1, payload={"salt": laptop.salts[1].hex()}, wall_ms=MONDAY)
    laptop.write("lesson-read", 1, item="rain", again=first, wall_ms=MONDAY)
    laptop.send()
    assert figures() == {WEEK: (1, 1, 0, 0, 0, 0, 0)}


def test_an_early_range_counts_when_it_is_taken_up(laptop: Laptop) -> None:
    week_of_work(laptop, 1)
    laptop.send(4, salts=True)
    assert figures() == {}
    laptop.send(1, 3)
    assert figures() == {WEEK: (1, 1, 1, 1, 1, 1, 1)}


def test_passing_twice_counts_in_the_first_week_whichever_comes_first(laptop: Laptop) -> None:
    # A laptop that was restored lets a student pass again what she had passed.
    laptop.write("passed", 1, item="sum", payload={"course": "wells"}, wall_ms=MONDAY + WEEK_MS)
    laptop.send()
    laptop.write("passed", 1, item="sum", payload={"course": "wells"}, wall_ms=MONDAY)
    laptop.send(3)
    assert {week: row[3] for week, row in figures("wells").items()} == {WEEK: 1, WEEK + 1: 0}
    assert everything() == recounted()


def test_what_was_withheld_counts_once_it_is_disclosed(laptop: Laptop) -> None:
    laptop.salts[1] = secrets.token_bytes(16)
    hidden = laptop.write("lesson-read", 1, item="rain", withheld=True, wall_ms=MONDAY)
    laptop.send()
    assert figures() == {}
    laptop.disclose(1, [hidden])
    laptop.send(3)
    assert figures() == {WEEK: (1, 1, 0, 0, 0, 0, 0)}
    assert everything() == recounted()


def test_an_erased_student_leaves_every_figure(laptop: Laptop) -> None:
    for student in range(1, 6):
        week_of_work(laptop, student)
    laptop.send()
    laptop.erase(2)
    laptop.send(len(laptop.rows[laptop.epoch]))
    assert figures() == {WEEK: (4, 4, 4, 4, 4, 4, 4)}
    assert figures(table="centre_area_figure", where="small") == figures()
    assert scalar("SELECT count(*) FROM centre_student") == 4
    assert everything() == recounted()


def test_a_student_who_is_erased_in_the_batch_that_tells_of_her(laptop: Laptop) -> None:
    week_of_work(laptop, 1)
    laptop.write("erased", payload={"pseudonym": pseudonym(laptop, 1)})
    laptop.send()
    assert everything() == [[], [], [], [], []]


def pseudonym(laptop: Laptop, student: int) -> str:
    from app.journal.chain import pseudonym_of

    return pseudonym_of(laptop.salts[student]).hex()


def test_where_a_clock_is_years_off_the_week_of_arrival_counts(laptop: Laptop) -> None:
    laptop.write("lesson-read", 1, item="rain", wall_ms=1_000_000_000_000)
    laptop.send()
    week = week_of(scalar("SELECT max(received_ms) FROM centre_event"))
    assert figures() == {week: (1, 1, 0, 0, 0, 0, 0)}


def test_an_area_counts_small_figures_apart(laptop: Laptop) -> None:
    for student in range(1, 5):
        laptop.write("lesson-read", student, item="rain", wall_ms=MONDAY)
    laptop.send()
    area = {"table": "centre_area_figure"}
    assert figures(**area, where="small") == {WEEK: (4, 4, 0, 0, 0, 0, 0)}
    laptop.write("lesson-read", 5, item="rain", wall_ms=MONDAY)
    laptop.send(9)
    assert figures(**area, where="small") == {}
    assert figures(**area, where="not small") == {WEEK: (5, 5, 0, 0, 0, 0, 0)}


def test_laptops_that_send_at_the_same_time_are_all_counted(centre: Flask) -> None:
    laptops = [Laptop() for _ in range(4)]
    for number, laptop in enumerate(laptops):
        laptop.enrol(f"School {number % 2}")  # two of each school
        for student in range(1, 7):
            week_of_work(laptop, student)

    def send(laptop: Laptop) -> None:
        with centre.app_context():
            for first in range(1, 48, 6):
                laptop.send(first, min(first + 5, 48))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, laptops))
    add_what_was_left()
    assert figures(table="centre_area_figure") == {WEEK: (24,) * 7}
    assert everything() == recounted()


def test_a_school_that_moves_takes_its_figures_along(laptop: Laptop) -> None:
    week_of_work(laptop, 1)
    laptop.send()
    school_id = scalar("SELECT id FROM centre_school")
    with writing() as connection:
        north = add_area(connection, "test", country(connection).id, "North")
        change_school(connection, "test", school_id, name="Mlimani", area_id=north)
    add_what_was_left()
    assert scalar("SELECT count(*) FROM centre_area_figure") == scalar(
        f"SELECT count(*) FROM centre_area_figure WHERE area_id = {north}"
    )
    assert everything() == recounted()


def test_a_copy_that_moves_counts_at_its_new_school(laptop: Laptop) -> None:
    week_of_work(laptop, 1)
    laptop.send()
    clone = laptop.copy()
    clone.become_clone()
    week_of_work(clone, 1, MONDAY + WEEK_MS)
    clone.send(certificates=True)
    assert figures() == {WEEK: (1,) * 7, WEEK + 1: (1, 1, 1, 0, 0, 1, 1)}
    with writing() as connection:
        other = add_school(connection, "test", country(connection).id, "Bonde")
        move_node(connection, "test", node_id(clone.key), other)
    assert figures(where=f"school_id = {other}") == {WEEK + 1: (1,) * 7}
    assert figures(where=f"school_id <> {other}") == {WEEK: (1,) * 7}
    # What is sent afterwards counts there too, and what it inherited where it was written.
    week_of_work(clone, 1, MONDAY + 2 * WEEK_MS)
    clone.send(9)
    assert set(figures(where=f"school_id = {other}")) == {WEEK + 1, WEEK + 2}
    assert everything() == recounted()


def test_names_that_nobody_would_show_are_left_out(laptop: Laptop) -> None:
    for course in ("", "x" * 500, "a\nb", 7, None, ["wells"]):
        laptop.write("lesson-read", 1, item="rain", payload={"course": course}, wall_ms=MONDAY)
    laptop.write("graded", 1, item="sum", payload={"course": "wells", "tests": [1]}, wall_ms=MONDAY)
    laptop.send()
    assert figures() == {WEEK: (1, 6, 0, 0, 0, 0, 0)}
    assert scalar("SELECT string_agg(name, ',') FROM centre_topic") == "wells"
