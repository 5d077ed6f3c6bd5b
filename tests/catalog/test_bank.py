"""A course's bank of questions: what is read of it, how it is rendered, and what is found wrong."""

import pytest

from app.catalog.bank import AssessmentPlan
from app.catalog.checks.checking import check_catalog
from app.catalog.checks.id_fixing import fix_ids
from app.catalog.translation.extraction import extract

PLAN = "assessment: {start: 2, final: 3, pass: 50, sittings: 2, wait_days: 4}\n"
RULES = """---
title: Rules
---

```quiz id=bank-door use=both
What opens the door?

![A thermostat](../01-rules/figure.svg)

- [ ] A wish
  > No.
- [x] A key
  > Yes.
```

````quiz id=bank-two
= 2
> One and one.
````
"""
DATA = "```quiz id=bank-mean use=start\nThe mean?\n= 3\n> (2 + 4) / 2\n```\n"
FRENCH = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def banked(school):
    """The school with a bank of three questions and a plan."""
    school.write("courseware/foundations/questions/01-rules.md", RULES)
    school.write("courseware/foundations/questions/02-data.md", DATA)
    settings = (school.course / "course.yaml").read_text(encoding="utf-8")
    school.write("courseware/foundations/course.yaml", settings + PLAN)
    return school


def course_of(school):
    return school.load().course("foundations")


def test_the_bank_knows_each_question_its_lesson_and_its_use(banked):
    found = [
        (one.question_id, one.lesson_id, one.use, one.line)
        for one in course_of(banked).bank.questions
    ]
    assert found == [
        ("bank-door", "rules", "both", 5),
        ("bank-two", "rules", "final", 16),
        ("bank-mean", "data", "start", 1),
    ]


def test_the_plan_asks_for_no_more_questions_than_there_are(banked):
    assert course_of(banked).assessment == AssessmentPlan(2, 2, 0.5, 2, 4)


def test_a_bank_without_a_plan_is_no_assessment_and_no_finding(school):
    school.write("courseware/foundations/questions/01-rules.md", RULES)
    assert course_of(school).assessment is None and school.load().findings == ()


def test_a_plan_without_questions_is_no_assessment(school):
    school.write("courseware/foundations/course.yaml", f"id: foundations\ntitle: F\n{PLAN}")
    assert course_of(school).assessment is None


def test_questions_of_a_draft_are_not_drawn(banked):
    lesson = "---\nid: data\ntitle: Data\nstate: draft\n---\n"
    banked.write("courseware/foundations/02-data/lesson.md", lesson)
    bank = course_of(banked).bank
    assert len(bank.files) == 2 and {one.lesson_slug for one in bank.questions} == {"01-rules"}


def test_a_questions_file_is_rendered_like_a_lesson(banked):
    page = banked.load().bank_page(course_of(banked), "en")
    door = page.by_id["bank-door"]
    assert [option.html for option in door.options] == ["A wish", "A key"]
    assert "/courses/foundations/01-rules/files/figure.svg?v=" in door.prompt_html
    assert [one.id for one in page.questions] == ["bank-door", "bank-two", "bank-mean"]


def test_a_bank_is_translated_by_its_courses_file(banked):
    entry = 'msgid "What opens the door?"\nmsgstr "Qu’est-ce qui ouvre ?"\n'
    banked.write("translations/fr/foundations.po", FRENCH + entry)
    catalog = banked.load()
    page = catalog.bank_page(catalog.course("foundations"), "fr")
    assert (page.lang, page.reviewed) == ("fr", False) and 0 < page.translated < 1
    assert "Qu’est-ce qui ouvre" in page.by_id["bank-door"].prompt_html
    assert [one.id for one in page.questions] == ["bank-door", "bank-two", "bank-mean"]


def test_a_page_of_the_bank_follows_its_files(banked):
    catalog = banked.load()
    catalog.bank_page(catalog.course("foundations"), "en")
    banked.write("courseware/foundations/questions/02-data.md", DATA.replace("mean?", "middle?"))
    catalog = catalog.reloaded()
    page = catalog.bank_page(catalog.course("foundations"), "en")
    assert "middle" in page.by_id["bank-mean"].prompt_html


def test_translators_get_the_questions_after_their_lesson(banked):
    catalog = banked.load()
    template = extract(catalog, catalog.course("foundations"))
    texts = [entry.msgid for entry in template]
    assert texts.index("Rules versus learning") < texts.index("A key") < texts.index("Data")
    places = next(entry for entry in template if entry.msgid == "A key").occurrences
    assert places == [("courseware/foundations/questions/01-rules.md", "12")]


def test_a_translation_that_turns_a_number_into_a_text_is_found(banked):
    entry = 'msgid "3"\nmsgstr "trois"\n\nmsgid "The mean?"\nmsgstr "La moyenne ?"\n'
    text = DATA.replace("= 3", "= three")
    banked.write("courseware/foundations/questions/02-data.md", text)
    entry = entry.replace('"3"', '"three"').replace('"trois"', '"3"')
    banked.write("translations/fr/foundations.po", FRENCH + entry)
    found = {one.id for one in check_catalog(banked.load()) if one.path.suffix == ".po"}
    assert found == {"other-answers"}


@pytest.mark.parametrize(
    ("name", "text", "id", "line"),
    [
        ("07-none.md", DATA, "bank-lesson", 1),
        ("02-data.md", DATA.replace("mean use", "door use"), "bank-duplicate-id", 1),
        ("02-data.md", DATA.replace("start", "always"), "wrong-value", 1),
        ("02-data.md", DATA.replace("> (2 + 4) / 2\n", ""), "bank-no-feedback", 1),
        ("02-data.md", DATA.replace("id=bank-mean ", ""), "quiz-no-id", 1),
        ("02-data.md", f"---\ntitel: D\n---\n{DATA}", "unknown-key", 2),
        ("02-data.md", "```quiz id=bank-mean\n- [ ] a\n  > n\n```\n", "quiz-no-prompt", 1),
    ],
)
def test_what_is_wrong_in_a_bank_is_found(banked, name, text, id, line):
    banked.write(f"courseware/foundations/questions/{name}", text)
    found = [(one.id, one.line) for one in check_catalog(banked.load())]
    assert (id, line) in found


def test_a_lesson_that_was_left_out_leaves_its_questions_out(banked):
    settings = f"id: foundations\ntitle: F\nlessons: [01-rules]\n{PLAN}"
    banked.write("courseware/foundations/course.yaml", settings)
    catalog = banked.load()
    assert [file.lesson_slug for file in catalog.course("foundations").bank.files] == ["01-rules"]
    assert "bank-lesson" not in {one.id for one in catalog.findings}


def test_a_bank_too_small_for_its_plan_is_found(banked):
    found = {one.id: one.values for one in banked.load().findings}
    assert found["bank-small"] == {"found": 2, "wanted": 40}
    assert found["bank-lesson-thin"]["wanted"] == 4


@pytest.mark.parametrize("value", ["yes", "{final: 0}", "{pass: 101}", "{finals: 20}"])
def test_a_plan_that_cannot_be_used_is_found(banked, value):
    settings = f"id: foundations\ntitle: F\nassessment: {value}\n"
    banked.write("courseware/foundations/course.yaml", settings)
    wrong = [one for one in banked.load().findings if one.id in ("wrong-value", "unknown-key")]
    assert [one.line for one in wrong] == [3]


def test_the_schools_own_file_of_questions_stands_before_the_shipped_one(banked, tmp_path):
    from app.catalog import load_catalog

    own = tmp_path / "own"
    (own / "foundations" / "questions").mkdir(parents=True)
    text = DATA.replace("bank-mean", "bank-own")
    (own / "foundations" / "questions" / "02-data.md").write_text(text, encoding="utf-8")
    catalog = load_catalog([own, banked.courseware], banked.exercises, banked.translations, None)
    ids = [one.question_id for one in catalog.course("foundations").bank.questions]
    assert ids == ["bank-door", "bank-two", "bank-own"]


def test_missing_ids_of_questions_are_written(banked):
    path = banked.write(
        "courseware/foundations/questions/02-data.md", DATA.replace(" id=bank-mean", "")
    )
    written = fix_ids([banked.courseware])
    assert [(one.path, one.line) for one in written] == [(path, 1)]
    assert len(course_of(banked).bank.questions) == 3
