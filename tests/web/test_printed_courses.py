"""Our own courses on paper: whole, by themselves, and without what students may not read."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from app.catalog import Catalog, load_catalog
from app.catalog.model import Course, Exercise
from app.web.printing.chapters import lessons_of
from app.web.printing.documents import Printing, guide_html, handbook_html, in_language
from app.web.printing.paper_app import paper_app

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 2_000_000
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
WORK = re.compile(r'class="exercise".*?</article>', re.DOTALL)
CASES = [("en", "student"), ("ar", "student"), ("fr", "instructor"), ("sw", "instructor")]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Our courses, exercises and translations."""
    folders = (ROOT / name for name in ("courseware", "exercises", "translations"))
    return load_catalog(*folders, None)  # type: ignore[arg-type]


def printed(catalog: Catalog, folder: Path) -> Iterator[tuple[Course, str, str, str]]:
    """Each course in each of the cases."""
    app = paper_app(ROOT / "translations", folder)
    for course in catalog.all_courses:
        for lang, reader in CASES:
            if lang not in course.languages:
                continue
            wanted = Printing(catalog, course, lang, 0.5)
            with in_language(app, lang):
                html = (
                    handbook_html(wanted)
                    if reader == "student"
                    else guide_html(wanted, with_bank=True)
                )
            yield course, lang, reader, html


@pytest.fixture(scope="module")
def files(
    catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Course, str, str, str]]:
    """All of them, rendered once."""
    return list(printed(catalog, tmp_path_factory.mktemp("messages")))


def test_a_file_needs_nothing_else_and_is_small(files: list[tuple[Course, str, str, str]]) -> None:
    assert files
    for course, lang, reader, html in files:
        said = (course.slug, lang, reader)
        assert len(html.encode()) <= MOST_BYTES, said
        assert not re.findall(r'\shref="(?!#)[^"]*"', html), said
        assert not re.findall(r'\s(?:src|srcset|action|poster)="(?!data:)[^"]*"', html), said
        assert "<script" not in html and "@import" not in html, said
        ids = Counter(re.findall(r'<[^<>]*\sid="([^"]+)"', html))
        assert max(ids.values()) == 1, (said, ids.most_common(3))


def test_the_language_and_every_lesson_is_there(files: list[tuple[Course, str, str, str]]) -> None:
    for course, lang, _reader, html in files:
        assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in html
        assert all(f'id="{lesson.slug}"' in html for lesson in lessons_of(course))


def test_no_hidden_test_and_no_solution_stands_in_a_handbook(
    catalog: Catalog, files: list[tuple[Course, str, str, str]]
) -> None:
    checked = 0
    for course, lang, reader, html in files:
        text = words_of(html)
        taught = code_of_lessons(course)
        # A lesson may show what one of its exercises asks for in a like case.
        work = " ".join(words_of(one) for one in WORK.findall(html))
        for exercise in exercises_of(catalog, course) if reader == "student" else ():
            hidden = only_in_source(catalog, exercise, lang, HIDDEN)
            for line in (line.strip() for region in hidden for line in region.split("\n")):
                # What a lesson teaches is no secret of the tests.
                if len(line) >= 20 and line not in taught:
                    assert line not in text, f"{exercise.slug} {lang}: {line}"
                checked += 1
            for region in only_in_source(catalog, exercise, lang, SOLUTION):
                assert region not in work, f"{exercise.slug} {lang}: {region}"
    assert checked


def code_of_lessons(course: Course) -> str:
    """The programs that stand in a course's lessons."""
    sources = (lesson.path.read_text("utf-8") for lesson in lessons_of(course))
    return "\n".join(re.findall(r"```python\n(.*?)```", "\n".join(sources), re.S))


def words_of(html: str) -> str:
    """What is read of a piece of HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def only_in_source(
    catalog: Catalog, exercise: Exercise, lang: str, region: re.Pattern[str]
) -> Iterator[str]:
    """Such regions of the author's notebook, those that the release has as well left out."""
    release = "\n".join(cell["source"] for cell in catalog.release(exercise, lang)["cells"])
    for cell in catalog.source(exercise, lang)["cells"]:
        for found in region.findall(cell["source"]):
            if len(found.strip()) >= 20 and found.strip() not in release:
                yield found.strip()


def exercises_of(catalog: Catalog, course: Course) -> list[Exercise]:
    """The exercises of the lessons that are printed."""
    found = (catalog.any_exercise(one.exercise or "") for one in lessons_of(course))
    return [one for one in found if one is not None]
