"""Checking: each mistake is named with its file, its line and a cure."""

import json
import os

import pytest

from app.catalog.checks.checking import check
from app.catalog.checks.id_fixing import fix_ids
from app.catalog.findings import Finding, as_json, as_text


def findings(school, *paths):
    return check(
        paths,
        courseware=[school.courseware],
        exercises=[school.exercises],
        translations=[school.translations],
    )


def found(school, *paths):
    return [(f.path.name, f.line, f.id) for f in findings(school, *paths)]


def lesson(school, body, head="id: data\ntitle: Data\n"):
    school.write("courseware/foundations/02-data/lesson.md", f"---\n{head}---\n{body}")


def test_a_sound_school_has_no_findings(school):
    assert findings(school) == ()


@pytest.mark.parametrize(
    ("body", "line", "id"),
    [
        ("\n[x](../03-none/lesson.md)\n", 6, "missing-link"),
        ("\n[x](../../../etc/passwd)\n", 6, "missing-link"),
        ("\n![x](none.png)\n", 6, "missing-image"),
        ("\n![](../01-rules/figure.svg)\n", 6, "missing-image"),
        ("\n::: colourful\nx\n:::\n", 6, "unknown-div"),
        ("\n\n```python\nx = 1\n", 7, "unclosed-fence"),
        ("\n```quiz id=a\nWhat?\n- [ ] A\n- [ ] B\n```\n", 6, "quiz-no-right-answer"),
        ("\n```quiz\nWhat?\n= 5\n```\n", 6, "quiz-no-id"),
        ("\n```quiz id=a\nB?\n= 5\n```\n\n```quiz id=a\nC?\n= 5\n```\n", 11, "quiz-duplicate-id"),
    ],
)
def test_a_mistake_in_a_lesson_is_named_with_its_line(school, body, line, id):
    lesson(school, body)
    assert ("lesson.md", line, id) in found(school)


def test_an_image_without_words_is_named(school):
    school.write("courseware/foundations/02-data/a.svg", "<svg/>")
    lesson(school, "\n![](a.svg)\n")
    assert found(school) == [("lesson.md", 6, "missing-alt")]


def test_a_figure_that_is_too_large_is_named(school):
    school.write("courseware/foundations/01-rules/figure.svg", "<svg>" + "x" * 15_000 + "</svg>")
    assert found(school) == [("figure.svg", 1, "figure-too-large")]


def test_only_what_was_asked_for_is_checked(school):
    lesson(school, "\n![x](none.png)\n")
    assert found(school, school.course / "01-rules") == []
    assert found(school, school.course / "02-data/lesson.md") == [("lesson.md", 6, "missing-image")]
    assert found(school, school.exercises) == []


def test_a_file_of_a_language_is_checked_too(school):
    school.write(
        "courseware/foundations/02-data/lesson.fr.md",
        "---\ntitle: D\nadapted: yes\n---\n![x](none.png)\n",
    )
    assert found(school) == [("lesson.fr.md", 5, "missing-image")]


def test_a_file_of_a_language_that_asks_other_questions_is_named(school):
    french = "---\ntitle: D\nadapted: yes\n---\n\n```quiz id=other\nQuoi ?\n= 5\n```\n"
    school.write("courseware/foundations/02-data/lesson.fr.md", french)
    assert found(school) == [("lesson.fr.md", 1, "other-questions")]


def test_a_lesson_from_elsewhere_is_checked_alone(school, tmp_path):
    stray = tmp_path / "elsewhere/page.md"
    stray.parent.mkdir()
    stray.write_text("# Title\n\n[there](page.md) [not](none.md)\n")
    assert found(school, stray) == [("page.md", 3, "missing-link")]
    assert found(school, stray.parent) == [("page.md", 3, "missing-link")]


def test_a_course_from_elsewhere_is_checked_with_its_links(school, tmp_path):
    own = tmp_path / "own/local"
    (own / "01-a").mkdir(parents=True)
    (own / "course.yaml").write_text("id: local\ntitle: Local\n")
    (own / "01-a/lesson.md").write_text(
        "---\nid: a\ntitle: A\nexercise: doubling\n---\n[x](/exercises/doubling/) [y](none.md)\n"
    )
    assert found(school, own) == [("lesson.md", 6, "missing-link")]
    assert found(school, own.parent) == [("lesson.md", 6, "missing-link")]


def graded(school, *cells):
    school.write("exercises/doubling/exercise.ipynb", school.notebook(*cells))


def test_cells_without_id_or_with_one_that_is_taken_are_named(school):
    graded(
        school,
        school.solution_cell("a", "x = 1"),
        school.graded_cell("a", "assert x"),
        school.graded_cell("", "assert x"),
    )
    text = (school.exercises / "doubling/exercise.ipynb").read_text().split("\n")
    rows = findings(school)
    assert [(row.id, row.values["cell"]) for row in rows] == [
        ("duplicate-grade-id", 2),
        ("missing-grade-id", 3),
    ]
    assert all(text[row.line - 1] == "  {" for row in rows)


def test_a_translation_that_lost_a_formula_or_a_box_is_named_at_its_entry(school):
    entries = {
        "With $x_1 = \\\\text{mean}$ and $5.": "Avec $x_1=\\\\text{moyenne}$ et 5 $.",
        "Now $y$ and $$z$$.": "Puis $y$ et z.",
        "Write `- [ ]` or `- [x]`.": "Un `- [ ]`.",
        "Tick [ ] or [x].": "Coche [x].",
    }
    text = "\n".join(f'msgid "{a}"\nmsgstr "{b}"\n' for a, b in entries.items())
    school.write("translations/fr/foundations.po", text)
    assert found(school) == [
        ("foundations.po", 4, "lost-formula"),
        ("foundations.po", 7, "lost-code"),
        ("foundations.po", 10, "lost-boxes"),
    ]


def test_a_message_in_a_lesson_that_lost_a_value_is_named(school):
    school.write(
        "courseware/foundations/02-data/lesson.md",
        "---\nid: data\ntitle: D\n---\n\n```python\nassert x, f'got {x}'\n```\n",
    )
    school.write("translations/fr/foundations.po", 'msgid "got {x}"\nmsgstr "faux"\n')
    assert found(school) == [("foundations.po", 1, "lost-placeholder")]


def test_an_exercise_without_points_is_named(school):
    graded(school, school.solution_cell("a", "x = 1"))
    assert found(school) == [("exercise.ipynb", 1, "no-points")]


def test_a_region_that_never_ends_is_named_at_its_cell(school):
    graded(
        school,
        school.solution_cell("a", "### BEGIN SOLUTION\nx = 1"),
        school.graded_cell("b", "assert x"),
    )
    (row,) = findings(school)
    assert row.id == "bad-notebook" and "BEGIN SOLUTION" in row.sentence and row.line > 1


def test_an_exercise_without_wrong_answers_or_with_a_broken_one_is_named(school):
    wrong = school.write("exercises/doubling/wrong/adds.ipynb", "{")
    assert found(school) == [("adds.ipynb", 1, "bad-notebook")]
    wrong.unlink()
    assert found(school) == [("exercise.yaml", 1, "no-wrong-answers")]


def test_a_data_file_that_is_not_there_is_named(school):
    school.write("exercises/doubling/exercise.yaml", "id: d\ntitle: D\ndata: [heights.csv]\n")
    assert ("exercise.yaml", 3, "data-absent") in found(school)


def test_a_translation_that_cannot_be_read_is_named_with_its_line(school):
    school.write("translations/fr/foundations.po", 'msgid "A"\nmsgstr "B"\n\nmsgid "C\n')
    ((name, line, id),) = found(school)
    assert (name, id) == ("foundations.po", "po-syntax") and line in (3, 4)
    school.write("translations/fr/foundations.po", b'msgid "A"\nmsgstr "\xff"\n')
    assert found(school) == [("foundations.po", 2, "bad-encoding")]


def test_a_translation_that_lost_a_value_or_a_link_is_named_at_its_entry(school):
    school.write(
        "translations/fr/foundations.po",
        'msgid "expected 4, got {double(2)}"\nmsgstr "faux"\n\n'
        'msgid "See [the next lesson](../02-data/lesson.md#means) and '
        '[the exercise](../../../exercises/doubling/)."\n'
        'msgstr "Voir [la suite](../02-data/lesson.md#means)."\n',
    )
    assert found(school) == [
        ("foundations.po", 1, "lost-placeholder"),
        ("foundations.po", 4, "lost-link"),
    ]


def test_a_finding_reads_as_text_and_as_json(tmp_path):
    values = {"key": "a", "value": "b", "expected": "c"}
    finding = Finding(tmp_path / "a.md", 3, "wrong-value", values)
    assert as_text(finding, base=tmp_path) == (
        "a.md:3: error: `a` has a value that cannot be used: b. [wrong-value]\n    Write c."
    )
    row = as_json(finding, base=tmp_path)
    assert json.loads(json.dumps(row))["line"] == 3 and row["cure"] == "Write c."


def test_missing_ids_are_written_and_nothing_else_changes(school):
    course = school.write(
        "courseware/foundations/course.yaml", "# A note\r\ntitle: F\r\nlessons: [01-rules]\r\n"
    )
    exercise = school.write("exercises/doubling/exercise.yaml", "id:\ntitle: D\n")
    text = (school.course / "01-rules/lesson.md").read_bytes()
    first = school.write(
        "courseware/foundations/01-rules/lesson.md",
        text.replace(b"id: rules\n", b"").replace(b"quiz id=thermostat", b"quiz"),
    )
    before = school.load()
    ids = (before.courses[0].lessons[0].id, before.courses[0].lessons[0].question_ids)
    written = fix_ids([school.root])
    assert len(written) == 4
    assert (
        course.read_bytes() == b"# A note\r\nid: foundations\r\ntitle: F\r\nlessons: [01-rules]\r\n"
    )
    assert exercise.read_bytes() == b"id: doubling\ntitle: D\n"
    after = school.load().courses[0].lessons[0]
    assert (after.id, after.question_ids) == ids
    fixed = first.read_bytes()
    assert fixed == text.replace(b"id: rules", f"id: {after.id}".encode()).replace(
        b"id=thermostat", f"id={after.question_ids[0]}".encode()
    )
    assert fix_ids([school.root]) == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions and links")
def test_a_file_keeps_its_permissions(school):
    path = school.write("exercises/doubling/exercise.yaml", "title: D\n")
    path.chmod(0o640)
    fix_ids([path])
    assert path.read_text() == "id: doubling\ntitle: D\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_lesson_without_front_matter_gets_one(school):
    path = school.write("courseware/foundations/02-data/lesson.md", "# Data\n\nText.\n")
    (written,) = fix_ids([path])
    assert path.read_text() == "---\nid: foundations-02-data\n---\n\n# Data\n\nText.\n"
    assert (written.line, written.id) == (2, "foundations-02-data")


def test_a_translated_file_takes_over_the_ids_of_its_source(school):
    lesson(school, "\n```quiz\nWhat?\n= 5\n```\n")
    french = school.write(
        "courseware/foundations/02-data/lesson.fr.md",
        "---\ntitle: D\n---\n\n```quiz\nQuoi ?\n= 5\n```\n",
    )
    fix_ids([school.course])
    (identity,) = school.load().lesson("foundations", "02-data").question_ids
    assert f"```quiz id={identity}\nQuoi" in french.read_text()
