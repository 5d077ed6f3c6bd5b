"""What a course lacks of the standard of a textbook."""

import pytest

from app.catalog.checks.standard import standard_findings, without_hints
from app.catalog.checks.standard_words import name_of

COURSE = "courseware/foundations/course.yaml"
WORDS = """---
id: {id}
title: {id}
---

{text}

::: glossary
{term}
: What it means.
:::
"""


@pytest.fixture
def textbook(school):
    text = school.course.joinpath("course.yaml").read_text("utf-8")
    school.write(COURSE, text + "standard: textbook\n")
    return school


def found(school, **values):
    catalog = school.load()
    return list(standard_findings(catalog, catalog.any_course("foundations"), **values))


def ids(school, name):
    return {one.id.removeprefix("standard-") for one in found(school) if name in one.path.parts}


def add_key(school, line):
    """Put a line into the front matter of the first lesson."""
    path = school.course / "01-rules" / "lesson.md"
    path.write_text(path.read_text("utf-8").replace("---\n", f"---\n{line}\n", 1), "utf-8")


def test_a_course_that_names_no_standard_is_not_asked(school):
    assert found(school) == []


def test_an_unknown_standard_is_a_mistake_and_none(school):
    text = school.course.joinpath("course.yaml").read_text("utf-8")
    school.write(COURSE, text + "standard: perfect\n")
    assert [one.id for one in school.load().findings if one.path.name == "course.yaml"] == [
        "wrong-value"
    ]
    assert found(school) == []


def test_a_course_lacks_its_frame(textbook):
    assert ids(textbook, "course.yaml") == {"outcomes", "about", "hours", "assessment", "project"}


def test_a_lesson_lacks_what_a_lesson_has(textbook):
    lacking = {"prose", "questions", "feedback", "challenges", "boxes", "glossary", "minutes"}
    assert ids(textbook, "01-rules") == lacking | {"notes", "away"}
    assert "exercise" in ids(textbook, "02-data") and "figure" in ids(textbook, "02-data")


def test_an_exercise_needs_wrong_answers_that_say_what_they_lose(textbook):
    assert ids(textbook, "doubling") == {"wrong", "loses"}
    table = "wrong:\n  adds.ipynb: {score: 0, loses: [test-double]}\n"
    textbook.write("exercises/doubling/exercise.yaml", f"id: doubling\ntitle: Doubling\n{table}")
    assert ids(textbook, "doubling") == {"wrong"}


def test_notes_are_looked_at_for_what_instructors_need(textbook):
    notes = (
        "45 minutes: some. 90 minutes: all. Three common mistakes:\n\n1. One\n2. Two\n3. Three\n\n"
        "Without electricity: cards. 40 students: groups. Adapt it: yes. Answers: 3.\n"
    )
    place = "courseware/foundations/02-data/lesson.md"
    text = "---\nid: data\ntitle: Data\n---\n\n::: instructor\n%s\n:::\n\n## Away from the screen\n"
    textbook.write(place, text % notes)
    assert not {"notes", "away"} & ids(textbook, "02-data")
    textbook.write(place, text % notes.replace("3. Three", "").replace("Adapt it: yes.", ""))
    said = next(
        one.sentence
        for one in found(textbook)
        if one.id == "standard-notes" and "02" in str(one.path)
    )
    assert said == "Instructors' notes lack how to adapt it, a list of three mistakes."


def test_a_project_needs_a_rubric_and_no_challenges(textbook):
    text = textbook.course.joinpath("01-rules/lesson.md").read_text("utf-8")
    textbook.write(
        "courseware/foundations/01-rules/lesson.md",
        text.replace("---\n", "---\nkind: project\n", 1),
    )
    assert not {"prose", "challenges", "glossary", "minutes"} & ids(textbook, "01-rules")
    assert ids(textbook, "doubling") == {"rubric"}
    assert "project" not in ids(textbook, "course.yaml")


def test_words_are_explained_once_and_before_they_are_used(textbook):
    first = "A model has Rows, `column` and a **new term**. **Watch out!** The **row (R)** counts."
    for slug, id, text, term in (
        ("01-rules", "rules", first, "model"),
        ("02-data", "data", "A row.", "row (of a table)\n: One.\n\ncolumn\n: Two.\n\nmodel"),
    ):
        page = WORDS.format(id=id, text=text, term=term)
        textbook.write(f"courseware/foundations/{slug}/lesson.md", page)
    words = [(one.id, one.path.parent.name, one.line, one.sentence) for one in found(textbook)]
    assert [one for one in words if one[0].startswith("word-")] == [
        ("word-twice", "02-data", 15, "“model” is explained in 01-rules too."),
        ("word-early", "01-rules", 6, "Used before they are explained: row (02-data)."),
        ("word-unknown", "01-rules", 6, "Bold, and in no glossary: new term."),
    ]
    assert {one.id for one in without_hints(found(textbook))} & {
        "word-early",
        "word-unknown",
    } == set()


def test_a_term_is_named_without_what_stands_in_brackets():
    assert [name_of(one) for one in ("Table (DataFrame)", "to fit (a model)")] == [
        "table",
        "to fit",
    ]


def test_drafts_may_be_left_out(textbook):
    text = textbook.course.joinpath("01-rules/lesson.md").read_text("utf-8")
    textbook.write(
        "courseware/foundations/01-rules/lesson.md", text.replace("---\n", "---\nstate: draft\n", 1)
    )
    assert "01-rules" not in {one.path.parent.name for one in found(textbook, drafts=False)}
    assert "01-rules" in {one.path.parent.name for one in found(textbook)}
