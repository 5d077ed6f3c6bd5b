"""The figures of a school as rows: merging a tally into them, and their area's sums with them.

The caller holds the lock of the school's row, so nobody else changes these rows meanwhile.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from app.centre.rollups_areas import FEWEST, FIGURES, AreaKey, leave_changes
from app.centre.rollups_names import topic_numbers
from app.centre.rollups_tally import COMPLETED, PASSED, Tally, Topic, course_of

Key = tuple[int, int]  # period and topic's number


def merge(
    connection: Connection, school_id: int, area_id: int, tally: Tally, *, sign: int = 1
) -> None:
    """Add a tally to a school's figures and to its area's, or take it away (`sign` -1).

    Taken away are whole students only: their bits go, and what they reached.
    """
    if not tally.crowds:
        return
    topics = topic_numbers(connection, school_id, tally.topics())
    changes: dict[Key, list[int]] = {}
    crowds: dict[Key, int] = {}
    for (period, topic), crowd in tally.crowds.items():
        if topic in topics:
            key = (period, topics[topic])
            crowds[key] = crowd
            changes[key] = [sign * one for one in tally.sums.get((period, topic), [0] * 6)]
    for key, which, by in _reach(connection, school_id, tally, topics, sign):
        changes.setdefault(key, [0] * 6)[which] += by
    before = _figures(connection, school_id, list(changes))
    after: dict[Key, tuple[list[int], int]] = {}
    for key, change in changes.items():
        sums, who = before.get(key, ([0] * 6, 0))
        crowd = crowds.get(key, 0)
        after[key] = (
            [one + more for one, more in zip(sums, change, strict=True)],
            who | crowd if sign > 0 else who & ~crowd,
        )
    _write(connection, school_id, after)
    leave_changes(connection, area_id, _area_changes(before, after))


def _reach(
    connection: Connection,
    school_id: int,
    tally: Tally,
    topics: dict[Topic | None, int],
    sign: int,
) -> Iterable[tuple[Key, int, int]]:
    """What is first reached now, and what is not any more, as changes of weeks' figures."""
    asked = {
        (topics[topic], number): (topic, week)
        for (topic, number), week in tally.reached.items()
        if topic in topics and course_of(topic) in topics
    }
    if not asked:
        return
    where = {
        "school": school_id,
        "topics": [topic for topic, _ in asked],
        "numbers": [number for _, number in asked],
    }
    rows = connection.execute(
        text(
            "SELECT topic, number, week FROM centre_reached WHERE school_id = :school"
            " AND (topic, number) IN (SELECT * FROM"
            " unnest(CAST(:topics AS integer[]), CAST(:numbers AS integer[])))"
        ),
        where,
    )
    known = {(row.topic, row.number): int(row.week) for row in rows}
    changed = {}
    for one, (topic, week) in asked.items():
        which = PASSED if topic.kind == "exercise" else COMPLETED
        earlier = known.get(one)
        if sign > 0 and earlier is not None and earlier <= week:
            continue
        for place in (0, topics[course_of(topic)]):
            if earlier is not None:
                yield (earlier, place), which, -1
            if sign > 0:
                yield (week, place), which, 1
        changed[one] = week
    if sign < 0:
        connection.execute(
            text(
                "DELETE FROM centre_reached WHERE school_id = :school AND (topic, number) IN"
                " (SELECT * FROM unnest(CAST(:topics AS integer[]), CAST(:numbers AS integer[])))"
            ),
            where,
        )
    elif changed:
        connection.execute(
            text(
                "INSERT INTO centre_reached (school_id, topic, number, week)"
                " SELECT :school, * FROM unnest(CAST(:topics AS integer[]),"
                " CAST(:numbers AS integer[]), CAST(:weeks AS smallint[]))"
                " ON CONFLICT (school_id, topic, number) DO UPDATE SET week = excluded.week"
            ),
            {
                "school": school_id,
                "topics": [topic for topic, _ in changed],
                "numbers": [number for _, number in changed],
                "weeks": list(changed.values()),
            },
        )


def _figures(
    connection: Connection, school_id: int, keys: Sequence[Key]
) -> dict[Key, tuple[list[int], int]]:
    """The six sums of each figure, and the bits of its students."""
    rows = connection.execute(
        text(
            "SELECT period, topic, lessons, handed_in, passed, completed, good, bad, who"
            " FROM centre_figure WHERE school_id = :school AND (period, topic) IN (SELECT * FROM"
            " unnest(CAST(:periods AS smallint[]), CAST(:topics AS integer[])))"
        ),
        {
            "school": school_id,
            "periods": [period for period, _ in keys],
            "topics": [topic for _, topic in keys],
        },
    )
    return {
        (row[0], row[1]): (list(row[2:8]), int.from_bytes(bytes(row[8]), "little")) for row in rows
    }


def _write(connection: Connection, school_id: int, after: dict[Key, tuple[list[int], int]]) -> None:
    keys = sorted(key for key, (_, who) in after.items() if who)
    columns = [[after[key][0][place] for key in keys] for place in range(6)]
    whos = [after[key][1] for key in keys]
    connection.execute(
        text(
            "INSERT INTO centre_figure (school_id, period, topic, students, lessons, handed_in,"
            " passed, completed, good, bad, who) SELECT :school, * FROM unnest("
            "CAST(:periods AS smallint[]), CAST(:topics AS integer[]),"
            f"{', '.join(f'CAST(:{name} AS integer[])' for name in FIGURES)},"
            " CAST(:whos AS bytea[]))"
            " ON CONFLICT (school_id, period, topic) DO UPDATE SET"
            f" {', '.join(f'{name} = excluded.{name}' for name in (*FIGURES, 'who'))}"
        ),
        {
            "school": school_id,
            "periods": [period for period, _ in keys],
            "topics": [topic for _, topic in keys],
            "students": [who.bit_count() for who in whos],
            **dict(zip(FIGURES[1:], columns, strict=True)),
            "whos": [who.to_bytes((who.bit_length() + 7) // 8, "little") for who in whos],
        },
    )
    empty = [key for key, (_, who) in after.items() if not who]
    if empty:
        connection.execute(
            text(
                "DELETE FROM centre_figure WHERE school_id = :school AND (period, topic) IN"
                " (SELECT * FROM unnest(CAST(:periods AS smallint[]), CAST(:topics AS integer[])))"
            ),
            {
                "school": school_id,
                "periods": [period for period, _ in empty],
                "topics": [topic for _, topic in empty],
            },
        )


def _area_changes(
    before: dict[Key, tuple[list[int], int]], after: dict[Key, tuple[list[int], int]]
) -> dict[AreaKey, list[int]]:
    """By how much the area's sums change; a figure that reaches five students moves over."""
    changes: dict[AreaKey, list[int]] = {}
    for sign, figures in ((-1, before), (1, after)):
        for (period, topic), (sums, who) in figures.items():
            students = who.bit_count()
            change = changes.setdefault((period, topic, students < FEWEST), [0] * 7)
            for place, one in enumerate((students, *sums)):
                change[place] += sign * one
    return {key: change for key, change in changes.items() if any(change)}
