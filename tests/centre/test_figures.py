"""What dashboards show of the figures, and that small groups cannot be found by subtracting."""

import os
from collections.abc import Sequence

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.centre import figures, figures_heard, figures_items, figures_places
from app.centre.areas import Area, add_area, add_school, country
from app.centre.figures import TOO_FEW, Span
from app.centre.nodes import add_node
from app.centre.rollups_areas import add_notes
from app.centre.rollups_cells import merge
from app.centre.rollups_tally import DAY_MS, Happened, quarter_of, tally, week_of
from app.centre.scopes import everything
from app.centre.transactions import writing
from app.clock import now_ms

MONDAY = 1_793_577_600_000
WEEK = week_of(MONDAY)
SPAN = Span(WEEK, WEEK)
NUMBERS = {bytes([number]): number for number in range(60)}


def happen(connection, area: int, students: int, course: str = "wells", first: int = 0) -> int:
    """A new school in which so many students read a lesson and answer a question."""
    school = add_school(connection, "test", area, f"School {os.urandom(6).hex()}")
    again(connection, school, area, students, course, first)
    return school


def again(connection, school: int, area: int, students: int, course: str, first: int = 0) -> None:
    told = f'{{"course":"{course}","right":true}}'
    events = [
        Happened(kind, bytes([number]), "rain/wet", told, MONDAY)
        for number in range(first, first + students)
        for kind in ("lesson-read", *["quiz-answered"] * 5)
    ]
    merge(connection, school, area, tally(events, NUMBERS))
    add_notes(connection, area)


def test_a_school_with_fewer_than_five_is_not_shown(centre: Flask) -> None:
    with writing() as connection:
        top = country(connection).id
        four, five = happen(connection, top, 4), happen(connection, top, 5)
        found = figures.by_school(connection, [four, five], SPAN)
        assert found[four] == TOO_FEW
        assert (found[five].students, found[five].lessons) == (5, 5)
        assert figures.school_by_week(connection, four, SPAN) == {WEEK: TOO_FEW}


def test_small_schools_count_together_where_they_are_five(centre: Flask) -> None:
    with writing() as connection:
        top = country(connection).id
        happen(connection, top, 10)
        happen(connection, top, 4)
        assert figures.area_by_week(connection, country(connection), SPAN)[WEEK].students == 10
        happen(connection, top, 1)
        assert figures.area_by_week(connection, country(connection), SPAN)[WEEK].students == 15


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_left_by_subtracting_is_never_a_small_group(
    centre: Flask, districts: Sequence[Sequence[tuple[int, int]]]
) -> None:
    with writing() as connection:
        top = country(connection)
        region = Area(add_area(connection, "test", top.id, os.urandom(6).hex()), 1, "region", "")
        all_of_it = 0
        for schools in districts:
            number = add_area(connection, "test", region.id, os.urandom(6).hex())
            area = Area(number, region.id, "district", "")
            made = []
            for wells, pumps in schools:
                made.append(happen(connection, area.id, wells))
                again(connection, made[-1], area.id, pumps, "pumps", first=wells)
            for course in ("wells", "pumps"):
                topic = figures.course_topic(connection, course)
                if topic is None:
                    continue
                whole = figures.area_by_week(connection, area, SPAN, topic)
                parts = figures.by_school(connection, made, SPAN, topic).values()
                rest = of(whole.get(WEEK)) - sum(map(of, parts))
                assert rest == 0 or rest >= 5  # each student reads one lesson
            in_district = of(figures.area_by_week(connection, area, SPAN).get(WEEK))
            courses = figures.by_course(connection, area, SPAN).values()
            if in_district:
                assert in_district == sum(map(of, courses))
            all_of_it += sum(map(of, courses))
        courses = figures.by_course(connection, region, SPAN).values()
        assert sum(map(of, courses)) == all_of_it


def of(one: figures.Figures | None) -> int:
    """The lessons shown."""
    return (one.lessons or 0) if one is not None else 0


def test_the_hardest_questions_come_first_and_rare_ones_not_at_all(centre: Flask) -> None:
    def answer(school, area, item, right, times, students=6):
        told = ['{"course":"wells","right":false}', '{"course":"wells","right":true}']
        events = [
            Happened(
                "quiz-answered",
                bytes([number % students]),
                item,
                told[number < right],
                MONDAY,
            )
            for number in range(times)
        ]
        merge(connection, school, area, tally(events, NUMBERS))
        add_notes(connection, area)

    with writing() as connection:
        top = country(connection).id
        school = add_school(connection, "test", top, "Mlimani")
        answer(school, top, "rain/easy", 25, 30)
        answer(school, top, "rain/hard", 3, 30)
        answer(school, top, "rain/rare", 0, 10)
        answer(school, top, "rain/private", 0, 40, students=4)
        alone = Area(top, None, "district", "")
        for where in (
            {"area": country(connection)},
            {"area": alone},
            {"area": None, "school_id": school},
        ):
            found = figures_items.hardest(connection, "question", quarter_of(MONDAY), **where)
            assert [(one.name, one.answers) for one in found] == [
                ("rain/hard", 30),
                ("rain/easy", 30),
            ]
        assert (
            figures_items.hardest(connection, "test", quarter_of(MONDAY), area=country(connection))
            == []
        )


def test_an_area_has_its_parts_and_what_is_above_it(centre: Flask) -> None:
    with writing() as connection:
        top = country(connection).id
        coast = add_area(connection, "test", top, "Coast")
        kilifi = add_area(connection, "test", coast, "Kilifi")
        school = happen(connection, kilifi, 6)
        scope = everything(connection)
        place = figures_places.place(connection, scope, coast)
        assert [one.id for one in place.above] == [top]
        assert [(area.id, inside) for area, inside in place.parts] == [(kilifi, (kilifi,))]
        assert figures.by_area(connection, [place.parts[0][0]], SPAN)[kilifi].students == 6
        assert figures_places.place(connection, scope, kilifi).schools[0][0] == school
        assert figures_places.place(connection, scope, top).members is None


def test_silent_and_implausible_laptops_are_found(centre: Flask) -> None:
    now = now_ms()
    with writing() as connection:
        top = country(connection).id
        schools = [add_school(connection, "test", top, f"School {n}") for n in range(3)]
        for school, days in zip(schools, (1, 30, 100), strict=True):
            key = os.urandom(32)
            add_node(connection, key=key, school_id=school, origins=[key[:16]], certificates=[])
            connection.exec_driver_sql(
                "UPDATE centre_node SET last_heard_ms = %s, clock_odd = %s, clock_offset_ms = %s"
                " WHERE sign_key = %s",
                (now - days * DAY_MS, days == 30, 900 * DAY_MS, key),
            )
        add_school(connection, "test", top, "School 3")
        counts, silent = figures_heard.heard(connection, [top], now)
        heard = counts[top]
        assert (heard.lately, heard.silent, heard.longer, heard.never) == (1, 1, 1, 1)
        names = [one.name for one in silent]
        assert names == ["School 2", "School 1", "School 3"]
        odd = figures_heard.implausible(connection, None)
        assert [(one.school, one.why) for one in odd] == [("School 1", "clock")]
