"""The numbers by which figures know students (of one school) and topics (of all schools)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from app.centre.rollups_tally import EVERYTHING, Topic

MOST_STUDENTS = 20_000  # of one school; what others do is not counted
MOST_TOPICS = 5_000  # that one school may be the first to name


def student_numbers(
    connection: Connection, school_id: int, pseudonyms: Iterable[bytes], *, new: bool
) -> dict[bytes, int]:
    """The numbers of these students in the figures; given to those who have none, if `new`."""
    asked = sorted(set(pseudonyms))
    if not asked:
        return {}
    rows = connection.execute(
        text(
            "SELECT pseudonym, number FROM centre_student"
            " WHERE school_id = :school AND pseudonym = ANY(:asked)"
        ),
        {"school": school_id, "asked": asked},
    )
    found = {bytes(row.pseudonym): int(row.number) for row in rows}
    lacking = [one for one in asked if one not in found]
    if not new or not lacking:
        return found
    first = connection.scalar(
        text("SELECT coalesce(max(number) + 1, 0) FROM centre_student WHERE school_id = :school"),
        {"school": school_id},
    )
    added = dict(zip(lacking, range(first, MOST_STUDENTS), strict=False))
    connection.execute(
        text(
            "INSERT INTO centre_student (school_id, pseudonym, number) SELECT :school, * FROM"
            " unnest(CAST(:names AS bytea[]), CAST(:numbers AS integer[]))"
        ),
        {"school": school_id, "names": list(added), "numbers": list(added.values())},
    )
    return found | added


def topic_numbers(
    connection: Connection, school_id: int, topics: Iterable[Topic]
) -> dict[Topic | None, int]:
    """The numbers of these topics, made where they are new; EVERYTHING is 0."""
    found: dict[Topic | None, int] = {EVERYTHING: 0}
    asked = sorted(set(topics))
    if not asked:
        return found
    found |= _topics(connection, asked)
    lacking = [one for one in asked if one not in found]
    if lacking:
        mine = connection.scalar(
            text("SELECT count(*) FROM centre_topic WHERE school_id = :school"),
            {"school": school_id},
        )
        lacking = lacking[: max(0, MOST_TOPICS - mine)]
        connection.execute(
            text(
                "INSERT INTO centre_topic (kind, course, name, school_id)"
                " SELECT t.*, :school FROM unnest(CAST(:kinds AS text[]), CAST(:courses AS text[]),"
                " CAST(:names AS text[])) AS t ON CONFLICT DO NOTHING"
            ),
            _columns(lacking) | {"school": school_id},
        )
        found |= _topics(connection, lacking)
    return found


def _topics(connection: Connection, asked: Sequence[Topic]) -> dict[Topic | None, int]:
    rows = connection.execute(
        text(
            "SELECT kind, course, name, id FROM centre_topic WHERE (kind, course, name) IN"
            " (SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:courses AS text[]),"
            " CAST(:names AS text[])))"
        ),
        _columns(asked),
    )
    return {Topic(*row[:3]): row[3] for row in rows}


def _columns(topics: Sequence[Topic]) -> dict[str, list[str]]:
    return {
        "kinds": [one.kind for one in topics],
        "courses": [one.course for one in topics],
        "names": [one.name for one in topics],
    }
