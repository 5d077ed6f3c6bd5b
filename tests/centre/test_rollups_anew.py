"""Counting anew from the events gives the rows that ingest left, however they arrived."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

from centre_laptop import Laptop, new_code, scalar
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.centre.rollups import recount, schools_counted
from app.centre.rollups_areas import add_what_was_left, recount_area, recount_totals
from app.centre.rollups_tally import week_of
from app.centre.transactions import writing

MONDAY = 1_793_577_600_000
DAY_MS = 86_400_000
SUMS = "students, lessons, handed_in, passed, completed, good, bad"
TOTALS = (
    f"SELECT area_id, period, topic, sum({SUMS.replace(', ', '), sum(')}) FROM centre_total"
    " GROUP BY 1, 2, 3 HAVING sum(students) <> 0"
)

kinds = st.sampled_from(("lesson-read", "quiz-answered", "graded", "passed", "completed"))
happenings = st.lists(
    st.tuples(kinds, st.integers(1, 7), st.integers(0, 20), st.booleans()), min_size=1, max_size=25
)


def rows(school_id: int) -> list:
    add_what_was_left()
    with writing() as connection:
        return [
            sorted(map(tuple, connection.exec_driver_sql(sql).all()))
            for sql in (
                f"SELECT period, topic, {SUMS} FROM centre_figure WHERE school_id = {school_id}",
                f"SELECT area_id, period, topic, small, {SUMS} FROM centre_area_figure",
                TOTALS,
                f"SELECT topic, week FROM centre_reached WHERE school_id = {school_id}",
            )
        ]


def write(laptop: Laptop, kind: str, student: int, day: int, flag: bool) -> None:
    payload: dict = {"course": "wells" if flag else "pumps"}
    if kind == "quiz-answered":
        payload |= {"right": flag}
    if kind == "graded":
        payload |= {"tests": {"a": int(flag), "b": 1}}
    item = payload["course"] if kind == "completed" else f"item-{day % 2}"
    laptop.write(kind, student, item=item, payload=payload, wall_ms=MONDAY + day * DAY_MS)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(happenings, st.data())
def test_any_order_any_splits_and_doubles(centre: Flask, told: list, data: st.DataObject) -> None:
    laptop, name = Laptop(), f"School {os.urandom(6).hex()}"
    laptop.enrol(name, code=new_code(name))
    school_id = scalar(f"SELECT id FROM centre_school WHERE name = '{name}'")
    for one in told:
        write(laptop, *one)
    end = len(laptop.rows[laptop.epoch])
    cuts = sorted({0, end, *data.draw(st.lists(st.integers(1, end), max_size=4))})
    runs = [(first + 1, last) for first, last in itertools.pairwise(cuts)]
    order = data.draw(st.permutations(runs + data.draw(st.lists(st.sampled_from(runs)))))
    for first, last in order:
        laptop.send(first, last, salts=True)
    gone = data.draw(st.sampled_from((None, *sorted(laptop.salts))))
    if gone is not None:
        laptop.erase(gone)
        laptop.send(end + 1)
    kept = rows(school_id)
    with writing() as connection:
        recount(connection, school_id)
    assert rows(school_id) == kept
    with writing() as connection:
        for area_id in connection.exec_driver_sql("SELECT id FROM centre_area").scalars().all():
            recount_area(connection, area_id)
    assert rows(school_id) == kept
    with writing() as connection:
        recount_totals(connection)
    assert rows(school_id) == kept
    expected: dict[int, list] = {}
    for kind, student, day, _ in told:
        if student != gone:
            week = expected.setdefault(week_of(MONDAY + day * DAY_MS), [set(), 0])
            week[0].add(student)
            week[1] += kind == "lesson-read"
    assert {row[0]: row[2:4] for row in kept[0] if row[1] == 0} == {
        week: (len(who), lessons) for week, (who, lessons) in expected.items()
    }


def test_the_command_counts_anew(laptop: Laptop, centre: Flask, tmp_path: Path) -> None:
    for number in range(12):
        write(laptop, "lesson-read", number % 6 + 1, number, True)
    laptop.send()
    with writing() as connection:
        (school_id,) = schools_counted(connection)
    kept = rows(school_id)
    with writing() as connection:
        connection.exec_driver_sql("UPDATE centre_figure SET lessons = 99")
        connection.exec_driver_sql("DELETE FROM centre_area_figure")
        connection.exec_driver_sql("DELETE FROM centre_total")
    url = centre.config["SQLALCHEMY_DATABASE_URI"]
    told = subprocess.run(
        [sys.executable, "-m", "app.cli", "centre-rollups", "--data", str(tmp_path)],
        env={**os.environ, "KISIMA_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "18 events of 1 schools" in told.stdout
    assert rows(school_id) == kept
