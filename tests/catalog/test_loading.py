"""Loading: what is there comes out, and what is broken is left out and named."""

import os
import subprocess
import sys
import time

import pytest

from app.catalog import load_catalog
from app.catalog.checks.trials import trials
from app.catalog.findings import as_text
from app.notebooks.expected import Expected


def test_a_course_comes_out_with_its_lessons_in_order(school):
    course = school.load().course("foundations")
    assert [lesson.slug for lesson in course.lessons] == ["01-rules", "02-data"]
    first = course.lessons[0]
    assert (first.id, first.minutes, first.competencies) == ("rules", 40, ("4.1.4",))
    assert (first.exercise, first.question_ids) == ("doubling", ("thermostat",))
    assert (course.hours, course.summary("en")) == (6.0, "First steps.")


def test_an_exercise_knows_its_points_and_its_course(school):
    exercise = school.load().exercise("doubling")
    assert (exercise.max_score, exercise.course_slug) == (2.0, "foundations")
    assert (exercise.attempts, exercise.counts) == (None, "best")
    assert [path.name for path in exercise.wrong] == ["adds.ipynb"]


def test_everything_is_found_by_id_too(school):
    catalog = school.load()
    assert catalog.course_by_id("foundations") is catalog.course("foundations")
    assert catalog.lesson_by_id("data") is catalog.lesson("foundations", "02-data")
    assert catalog.exercise_by_id("doubling") is catalog.exercise("doubling")
    assert catalog.lesson("foundations", "03-none") is None


def test_a_sound_school_has_no_findings(school):
    assert school.load().findings == ()


@pytest.mark.parametrize(
    ("path", "text", "id", "line"),
    [
        ("01-rules/lesson.md", b"---\nid: rules\ntitle: A: b: c\n---\n", "bad-yaml", 3),
        ("01-rules/lesson.md", b"---\nid: rules\n---\nSchule: \xff\n", "bad-encoding", 4),
        ("01-rules/lesson.md", b"---\n- a list\n---\n", "bad-yaml", 2),
        ("01-rules/lesson.md", b"---\nid: data\ntitle: T\n---\n", "duplicate-id", 1),
    ],
)
def test_a_broken_lesson_is_left_out_and_the_rest_loads(school, path, text, id, line):
    school.write(f"courseware/foundations/{path}", text)
    catalog = school.load()
    assert len(catalog.course("foundations").lessons) == 1
    assert (id, line) in [(finding.id, finding.line) for finding in catalog.findings]


def test_a_broken_course_leaves_the_others(school):
    school.write("courseware/broken/course.yaml", "title: [\n")
    catalog = school.load()
    assert [course.slug for course in catalog.courses] == ["foundations"]
    assert [finding.id for finding in catalog.findings] == ["bad-yaml"]


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"cells": 5, "nbformat": 4}', "\x00"])
def test_a_broken_notebook_costs_the_exercise_and_not_the_lesson(school, text):
    school.write("exercises/doubling/exercise.ipynb", text)
    catalog = school.load()
    assert catalog.exercise("doubling") is None
    assert catalog.lesson("foundations", "01-rules").exercise is None
    assert {finding.id for finding in catalog.findings} == {"bad-notebook", "unknown-exercise"}


@pytest.mark.parametrize(
    "yaml",
    [
        "lessons: {a: 1}",
        "lessons: [1, null, [x]]",
        "lessons: ['../../exercises', \"a\\0b\", 01-rules]",
        "id: [x]",
        "title: {a: b}",
        "hours: .inf",
        "hours: 1e400",
        "date: 2020-13-45",
        "? {a: b}\n: c",
        "a: &a [*a]",
        "[" * 5000,
        "authors: {x: y}\nlevel: true\nlanguage: 5",
        "!!python/object/apply:os.system [exit]",
        "\x00",
        "text",
    ],
)
def test_no_settings_stop_the_loading(school, yaml):
    school.write("courseware/odd/course.yaml", yaml)
    school.write("courseware/odd/01-rules/lesson.md", f"---\n{yaml}\n---\n# Odd\n")
    school.write("exercises/odd/exercise.yaml", yaml)
    school.write("exercises/odd/exercise.ipynb", "{}")
    catalog = school.load()
    assert catalog.course("foundations").lessons and catalog.findings
    assert all(as_text(finding) for finding in catalog.findings)


def test_lessons_listed_and_absent_or_there_and_unlisted_are_named(school):
    school.write("courseware/foundations/course.yaml", "id: f\ntitle: F\nlessons: [01-rules, 09-x]")
    found = {(f.id, f.values.get("name"), f.line) for f in school.load().findings}
    assert found == {("lesson-absent", "09-x", 3), ("lesson-not-listed", "02-data", 3)}


def test_without_a_list_lessons_come_by_name(school):
    school.write("courseware/foundations/course.yaml", "id: f\ntitle: F\n")
    catalog = school.load()
    assert [lesson.slug for lesson in catalog.courses[0].lessons] == ["01-rules", "02-data"]


def test_a_missing_id_is_made_from_the_folders_and_named(school):
    school.write("courseware/foundations/02-data/lesson.md", "---\ntitle: Data\n---\n")
    catalog = school.load()
    assert catalog.lesson("foundations", "02-data").id == "foundations-02-data"
    assert [finding.id for finding in catalog.findings] == ["missing-id"]


def test_a_value_that_cannot_be_used_is_named_with_its_line(school):
    school.write("exercises/doubling/exercise.yaml", "id: d\ntitle: D\ntime_limit: soon\ncolour: 1")
    found = {(finding.id, finding.line) for finding in school.load().findings}
    assert found == {("wrong-value", 3), ("unknown-key", 4)}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions and links")
def test_only_data_goes_into_the_kernels_folder(school):
    data = school.write("exercises/doubling/data/heights.csv", "150\n")
    (school.exercises / "doubling/data/peek.ipynb").symlink_to("../exercise.ipynb")
    assert school.load().exercise("doubling").files == {"data/heights.csv": data}


def test_a_second_folder_adds_courses_and_replaces_none(school, tmp_path):
    own = tmp_path / "own"
    for name in ("foundations", "local"):
        (own / name / "01-a").mkdir(parents=True)
        (own / name / "course.yaml").write_text(f"id: own-{name}\ntitle: Own\n")
        (own / name / "01-a/lesson.md").write_text(f"---\nid: {name}-a\ntitle: A\n---\n")
    catalog = load_catalog([school.courseware, own], [school.exercises], [], None)
    assert [course.slug for course in catalog.courses] == ["foundations", "local"]
    assert [finding.id for finding in catalog.findings] == ["duplicate-slug"]


def test_a_change_is_noticed_and_loaded(school):
    catalog = school.load()
    assert not catalog.changed() and catalog.reloaded() is catalog
    school.write("courseware/foundations/02-data/lesson.md", "---\nid: data\ntitle: New\n---\n")
    assert catalog.changed()
    assert catalog.reloaded().lesson("foundations", "02-data").title("en") == "New"


def test_questions_in_examples_do_not_count_and_those_without_id_get_one(school):
    text = (
        "---\nid: data\ntitle: D\n---\n\n````\n```quiz id=no\n```\n````\n\n"
        "```quiz\nOne?\n= 1\n```\n\n```quiz id=two\nTwo?\n= 2\n```\n"
    )
    school.write("courseware/foundations/02-data/lesson.md", text)
    catalog = school.load()
    lesson = catalog.lesson("foundations", "02-data")
    parts = catalog.lesson_page(lesson, "en").parts
    asked = [part.question.id for part in parts if hasattr(part, "question")]
    assert list(lesson.question_ids) == asked
    assert len(asked) == 2 and asked[1] == "two"


def test_trials_have_all_that_the_grader_must_see(school):
    school.write(
        "exercises/doubling/exercise.yaml",
        "id: doubling\ntitle: Doubling\nwrong:\n"
        "  adds.ipynb: {score: 1, loses: [test-double]}\n  none.ipynb: 0\n",
    )
    school.write("translations/fr/foundations.po", 'msgid "Doubling"\nmsgstr "Doubler"\n')
    catalog = school.load()
    assert [finding.id for finding in catalog.findings] == ["wrong-absent"]
    english, french = trials(catalog, catalog.exercise("doubling"))
    assert (english.lang, french.lang, french.wrong) == ("en", "fr", ())
    expected = Expected(1.0, frozenset({"test-double"}))
    assert [(wrong.name, wrong.expected) for wrong in english.wrong] == [("adds.ipynb", expected)]
    assert french.source["cells"][0]["source"].startswith("# Doubler")


def test_limits_are_the_servers_where_the_author_set_none(school):
    from app.kernels import Limits

    school.write("exercises/doubling/exercise.yaml", "id: d\ntitle: D\ntime_limit: 7")
    catalog = school.load()
    limits = catalog.limits(catalog.exercise("doubling"), Limits(memory_mb=300))
    assert (limits.total_seconds, limits.memory_mb) == (7.0, 300)


def test_loading_needs_no_markdown_and_no_notebook_library(school):
    code = (
        "import sys; from pathlib import Path; from app.catalog import load_catalog\n"
        f"c = load_catalog(Path({str(school.courseware)!r}), Path({str(school.exercises)!r}),"
        f" Path({str(school.translations)!r}), None)\n"
        "heavy = {'markdown', 'markdown_it', 'nh3', 'polib', 'pygments', 'nbformat', 'numpy'}\n"
        "assert c.courses and not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_sixty_lessons_load_fast(school):
    body = "\n\n".join(["Some words about a subject, and then some more of them."] * 120)
    for number in range(60):
        folder = f"courseware/big/{number:02}-lesson"
        school.write(
            f"{folder}/lesson.md",
            f"---\nid: l{number}\ntitle: Lesson {number}\n---\n\n{body}\n\n"
            f"```quiz id=q\nWhat?\n= 5\n```\n",
        )
        school.write(f"{folder}/figure.svg", "<svg/>")
    school.write("courseware/big/course.yaml", "id: big\ntitle: Big\n")
    school.load()
    times = []
    for _ in range(5):
        start = time.process_time()
        assert len(school.load().course("big").lessons) == 60
        times.append(time.process_time() - start)
    # The budget is 60 ms; a machine that is busy with other tests gets some slack.
    assert min(times) < 0.18


def test_an_exercise_may_ask_for_tests_by_value(school):
    school.write("exercises/doubling/exercise.yaml", "id: d\ntitle: D\nby_value: true")
    catalog = school.load()
    exercise = catalog.exercise("doubling")
    assert exercise.by_value
    assert catalog.source(exercise, "en")["metadata"]["kisima"]["by_value"] is True
