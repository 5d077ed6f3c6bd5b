"""Folders and zips of Markdown, and of nbgrader's sources, as draft courses and exercises."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.authoring.exporting.nbgrader_source import write_nbgrader
from app.authoring.importing.markdown_folder import markdown_names
from app.authoring.importing.plan import Plan
from app.authoring.importing.recognising import NotRecognised, kind_of
from app.authoring.importing.taking_in import NothingToTakeIn, add_to_lesson, plan_of, take_in
from app.authoring.intake.placing import STAGING
from app.authoring.workshop import Workshop
from app.catalog.loading import load_catalog
from app.catalog.shelf import Shelf
from app.errors import KisimaError

SOURCE = Path(__file__).parents[2] / "exercises" / "temperature" / "exercise.ipynb"


@pytest.fixture
def desk(tmp_path: Path, store: Flask) -> Iterator[Workshop]:
    """A school with nothing but its own empty folder."""
    own = tmp_path / "own"
    own.mkdir()
    kinds = ("courseware", "exercises", "translations")
    shelf = Shelf(load_catalog(*(own / kind for kind in kinds), None))
    yield Workshop(own, shelf.current, shelf.look_now)
    assert not list((own / STAGING).glob("*"))


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, "PNG")
    return out.getvalue()


def teacher() -> int:
    from app.database import transaction
    from app.people.accounts import add_account

    with transaction() as session:
        given = {"username": "tea", "full_name": "T", "secret": "well-lessons-7"}
        made = add_account(session, role="instructor", **given)
        session.flush()
        return int(made.id)


def zipped(folder: Path, files: dict[str, bytes | str], name: str = "Maize course.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for inside, data in files.items():
            archive.writestr(inside, data)
    return path


def taken(path: Path, desk: Workshop) -> Plan:
    return take_in(path, kind_of(path, path.name), path.name, desk, by=None)


def test_the_index_comes_first_and_numbers_are_numbers() -> None:
    names = ("b/10-x.md", "b/9-x.md", "b/README.md", "README.md", "LICENSE.md", "a.md", "b/i.png")
    wanted = ["README.md", "a.md", "b/README.md", "b/9-x.md", "b/10-x.md"]
    assert markdown_names(names) == wanted


def test_a_zip_of_markdown_becomes_a_draft_course(tmp_path: Path, desk: Workshop) -> None:
    first = "---\ntitle: Soil\nminutes: 5\nlayout: post\n---\n\nSee [seeds](s/two.md#a), `[x](y)`\n"
    second = "# Seeds *now*\n\n![A seed](../img/red%20seed.png?raw=1)\n\n![](gone.png)\n"
    files: dict[str, bytes | str] = {"m/README.md": first, "m/s/two.md": second}
    path = zipped(tmp_path, files | {"m/img/red seed.png": picture(), "m/LICENSE.md": "x"})
    plan = taken(path, desk)
    course = desk.catalog().any_course("maize-course")
    assert course is not None and course.state == "draft" and course.source_title == "Maize course"
    one, two = course.all_lessons
    assert (one.source_title, one.minutes, two.source_title) == ("Soil", 5, "Seeds now")
    assert "See [seeds](../02-seeds-now/lesson.md#a), `[x](y)`" in one.path.read_text()
    (picture_name,) = two.files
    assert f"![A seed]({picture_name})" in two.path.read_text()
    told = {(problem.file, problem.line) for problem in plan.problems}
    assert told == {("m/README.md", 1), ("m/s/two.md", 5), ("m/LICENSE.md", 0)}


def test_a_folder_by_command_and_a_file_that_is_no_text(tmp_path: Path, desk: Workshop) -> None:
    folder = tmp_path / "Lessons"
    folder.mkdir()
    (folder / "01-good.md").write_text("Just text.")
    (folder / "02-bad.md").write_bytes(b"caf\xe9\n")
    plan = taken(folder, desk)
    assert [lesson.title for lesson in plan.lessons] == ["Good"]
    assert [(problem.file, problem.line) for problem in plan.problems] == [("02-bad.md", 1)]


def test_files_that_no_text_leads_to_are_named(tmp_path: Path, desk: Workshop) -> None:
    files: dict[str, bytes | str] = {"a.md": "# A\n\n[b](b.txt)\n", "b.txt": "x"}
    path = zipped(tmp_path, files | {"page.html": "<script>1</script>", ".hidden": "x"})
    assert [one.file for one in taken(path, desk).problems] == ["page.html"]


def test_drawings_of_markdown_come_in_without_what_could_act(
    tmp_path: Path, desk: Workshop
) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><rect onclick="x()"/></svg>'
    files: dict[str, bytes | str] = {"a.md": "# A\n\n![A pump](i/p.svg)\n", "i/p.svg": drawing}
    (told,) = taken(zipped(tmp_path, files), desk).problems
    assert told.file == "i/p.svg" and "onclick" in told.text
    (lesson,) = desk.catalog().any_course("maize-course").all_lessons  # type: ignore[union-attr]
    assert "<rect />" in lesson.files["p.svg"].read_text()


FOREIGN = """---
title: Seeds
---

<script>far()</script>

<b onclick="far()" style="color:red">Soil</b> and `<script>`

<iframe src="https://far/x"></iframe>

::: weird
Sun
:::

!!! note "Rain"

![[field.png]] and {{ page.title }} and {% include far %}

```html
<script>as code</script> [[x]]
```

![Far](https://far/away.png) [far](javascript:far())
"""


def test_what_a_text_says_that_no_lesson_can_is_named_by_line(
    tmp_path: Path, desk: Workshop
) -> None:
    path = zipped(tmp_path, {"m/seeds.md": FOREIGN})
    plan = plan_of(path, "markdown", path.name, desk)
    wanted = [
        (5, True, "<script>"),
        (7, True, "onclick of the tag <b>"),
        (7, True, "style of the tag <b>"),
        (9, True, "<iframe>"),
        (11, False, "weird"),
        (15, False, '!!! note "Rain"'),
        (17, True, "{% include far %}"),
        (17, False, "![[field.png]]"),
        (17, False, "{{ page.title }}"),
        (23, True, "https://far/away.png"),
        (23, True, "javascript:far()"),
    ]
    told = [(one.line, one.left_out) for one in plan.problems]
    assert told == [(line, left_out) for line, left_out, _ in wanted]
    for problem, (_, _, words) in zip(plan.problems, wanted, strict=True):
        assert words in problem.text and problem.file == "m/seeds.md"
    assert not (desk.own / "courseware").exists()


def test_a_second_course_of_one_name_has_a_number(tmp_path: Path, desk: Workshop) -> None:
    path = zipped(tmp_path, {"a.md": "# A\n"})
    titles = [taken(path, desk).title for _ in range(3)]
    assert titles == ["Maize course", "Maize course (2)", "Maize course (3)"]


def test_a_preview_makes_nothing(tmp_path: Path, desk: Workshop) -> None:
    path = zipped(tmp_path, {"a.md": "# A\n\n```quiz id=x\nWhy?\n= so\n```\n"})
    plan = plan_of(path, "markdown", path.name, desk)
    assert plan.lessons[0].questions == 1
    assert not (desk.own / "courseware").exists()


def test_questions_become_a_course_with_a_lesson_for_each_category(
    tmp_path: Path, desk: Workshop
) -> None:
    path = tmp_path / "quiz.txt"
    path.write_text("$CATEGORY: a/Soil\n\nWet? {T}\n\n$CATEGORY: a/Sun\n\nHot? {F}\n\nWhy? {}\n")
    plan = taken(path, desk)
    found = [(lesson.title, lesson.questions, lesson.asides) for lesson in plan.lessons]
    assert found == [("Soil", 1, 0), ("Sun", 1, 1)]
    course = desk.catalog().any_course("quiz")
    assert course is not None and not desk.catalog().findings
    assert all(lesson.question_ids for lesson in course.all_lessons)


def test_questions_go_to_the_end_of_a_lesson(tmp_path: Path, desk: Workshop) -> None:
    path = tmp_path / "quiz.gift"
    path.write_text("::wet::Wet? {T}\n")
    slug = taken(path, desk).course
    saved = add_to_lesson(path, "gift", desk, slug, "01-quiz", by=teacher())
    assert "quiz id=wet\n" in saved.text and "quiz id=wet-2\n" in saved.text
    assert len(desk.versions(f"courseware/{slug}/01-quiz/lesson.md")) == 2


def test_nothing_in_it_and_nothing_known(tmp_path: Path, desk: Workshop) -> None:
    (tmp_path / "a.txt").write_text("Dear all, the meeting is at nine.")
    with pytest.raises(NotRecognised):
        kind_of(tmp_path / "a.txt", "a.txt")
    with pytest.raises(NothingToTakeIn):
        taken(zipped(tmp_path, {"LICENSE.md": "x"}), desk)


def test_sources_of_nbgrader_become_draft_exercises(tmp_path: Path, desk: Workshop) -> None:
    notebook = json.loads(SOURCE.read_text())
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    cell["source"] = 'open("heat.csv")'
    data = json.dumps(notebook)
    files = {
        "c/source/ps1/a.ipynb": data,
        "c/source/ps1/heat.csv": "1",
        "c/source/ps1/heat.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        "c/source/ps1/torn.svg": "<svg",
        "c/release/ps1/a.ipynb": data,
    }
    plan = taken(zipped(tmp_path, {**files, "c/source/ps2/no.ipynb": "{}"}), desk)
    (made,) = plan.exercises
    exercise = desk.catalog().any_exercise("ps1")
    assert made.points == 10 and exercise is not None and exercise.state == "draft"
    assert list(exercise.files) == ["data/heat.csv", "data/heat.svg"]
    assert "onload" not in (exercise.folder / "data" / "heat.svg").read_text()
    assert "data/heat.csv" in exercise.path.read_text()
    assert {problem.file for problem in plan.problems} == {
        "c/source/ps1/heat.csv", "c/source/ps1/heat.svg", "c/source/ps1/torn.svg",
        "c/source/ps2/no.ipynb", "c/release/ps1/a.ipynb",
    }  # fmt: skip


def test_exercises_go_to_nbgrader_and_come_back(tmp_path: Path, desk: Workshop) -> None:
    path = tmp_path / "out.zip"
    root = SOURCE.parents[2]
    kinds = (root / kind for kind in ("courseware", "exercises", "translations"))
    exercises = load_catalog(*kinds, None).exercises
    with path.open("wb") as file:
        assert write_nbgrader("My course", exercises, file) == len(exercises) > 2
    assert kind_of(path, "out.zip") == "nbgrader"
    plan = taken(path, desk)
    assert sorted(one.slug for one in plan.exercises) == [one.slug for one in exercises]
    assert [one.points for one in plan.exercises] == [one.max_score for one in exercises]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text("[]()<>!`#a/.:{}\n\"' -=+\\", max_size=120))
def test_no_markdown_is_too_odd(tmp_path: Path, desk: Workshop, text: str) -> None:
    path = zipped(tmp_path, {"a.md": text, "img/a.png": b"no picture"})
    plan = plan_of(path, "markdown", "a.zip", desk)
    assert len(plan.lessons) == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=80), st.sampled_from(["a.ipynb", "a.md", "a.txt", "a.zip", "a.gift"]))
def test_no_upload_is_too_odd(tmp_path: Path, desk: Workshop, data: bytes, name: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(data)
    try:
        plan_of(path, kind_of(path, name), name, desk)
    except KisimaError as error:
        assert str(error)
