"""A course from its files to a passed final: what is read is what is drawn and marked."""

from pathlib import Path

import pytest

from app.catalog import Catalog, load_catalog
from app.catalog.markdown.quiz import NumberAnswer
from app.database import db
from app.progress import learning
from app.progress.assessing import sittings
from app.progress.assessing.drawing import shown_options
from app.progress.assessing.resits import by_lesson
from app.progress.assessing.standing import standing
from app.progress.milestones import goal_of
from app.progress.models import CourseCompleted

COURSE = "id: wells\ntitle: Wells\nassessment: {start: 2, final: 4, pass: 75, wait_days: 0}\n"
QUESTIONS = """
```quiz id={name}-choice use=both
Which is deep?
- [x] A borehole
  > It is.
- [ ] A cup
  > No.
- [ ] A plate
  > No.
```

```quiz id={name}-number
How many?
= 3
> One and two.
```
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    course = tmp_path / "courseware" / "wells"
    (course / "questions").mkdir(parents=True)
    (course / "course.yaml").write_text(COURSE, "utf-8")
    for name in ("01-rain", "02-pumps"):
        (course / name).mkdir()
        lesson = f"---\nid: {name[3:]}\ntitle: {name[3:]}\n---\n\nText.\n"
        (course / name / "lesson.md").write_text(lesson, "utf-8")
        text = QUESTIONS.replace("{name}", name[3:])
        (course / "questions" / f"{name}.md").write_text(text, "utf-8")
    return load_catalog(tmp_path / "courseware", tmp_path, tmp_path, None)


def right(page, sitting) -> dict[str, list[str]]:
    """The right answers, found as a student finds them: among the options as they are shown."""
    found = {}
    for drawn in sitting.questions:
        question = page.by_id[drawn.question_id]
        shown = shown_options(drawn, question)
        chosen = [str(place) for place, option in shown if option.right]
        found[question.id] = ["3"] if isinstance(question.answer, NumberAnswer) else chosen
    return found


def test_a_course_is_read_sat_again_and_completed(catalog, amina):
    course = catalog.course("wells")
    page, goal = catalog.bank_page(course, "en"), goal_of(course, catalog, 0.5)
    for lesson in course.lessons:
        learning.lesson_read(amina, course.id, lesson.id, goal)
    first = sittings.begin(amina, course, "final", page)
    only = {id: given for id, given in right(page, first).items() if id.startswith("rain")}
    done = sittings.hand_in(amina, first.public_id, course, page, goal, only)
    assert (done.right, done.total, done.passed) == (2, 4, False)
    assert [(one.lesson_id, one.wrong) for one in by_lesson(done)] == [("pumps", 2), ("rain", 0)]
    assert standing(amina, course, "final").state == "ready"
    again = sittings.begin(amina, course, "final", page)
    sittings.hand_in(amina, again.public_id, course, page, goal, right(page, again))
    assert standing(amina, course, "final").state == "passed"
    assert db.session.get(CourseCompleted, (amina, "wells")) is not None
