"""A folder of Markdown with pictures as a draft course: one file is one lesson."""

import posixpath
import re
from pathlib import Path
from urllib.parse import quote, unquote

from app.authoring.images import fit_picture
from app.authoring.importing.decoding import LARGEST_TEXT, decode
from app.authoring.importing.foreign_front import Front, read_front
from app.authoring.importing.foreign_marks import foreign_marks
from app.authoring.importing.markdown_links import lead_elsewhere
from app.authoring.importing.plan import (
    NewLesson,
    Plan,
    PlannedLesson,
    lesson_slugs,
    write_course,
)
from app.authoring.importing.problems import Problem, problem_of, taken_out
from app.authoring.intake.file_tree import FileTree, NotReadable
from app.catalog.lesson_folder import SERVED
from app.catalog.markdown.quiz_places import quiz_fences
from app.errors import N_, KisimaError

MOST_LESSONS = 500
_LARGEST_PICTURE = 30_000_000
_LARGEST_OTHER = 5_000_000
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"))
_FIRST = frozenset(("readme", "index", "_index"))
_NO_LESSONS = frozenset(
    """
    license licence contributing changelog code_of_conduct code-of-conduct security support
    summary authors
    """.split()  # noqa: SIM905
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_FOLLOWED = re.compile(r"https?:|mailto:|tel:|//|#|data:image/(?!svg)|\Z", re.IGNORECASE)

NO_PICTURE = N_("The picture %(name)s is not in the folder.")
NO_FILE = N_("The link to %(name)s leads to nothing that can be taken over.")
NOT_SHOWN = N_("The picture %(name)s is of a kind that pages cannot show.")
NOT_A_LESSON = N_("This file is about the project, and was not made a lesson.")
TOO_MANY = N_("Only the first %(most)s texts were made lessons.")
NOT_LED_TO = N_("No text leads to this file, so it was left out.")
NO_LESSON = N_("There is no text in it that could be a lesson.")


def plan_markdown(tree: FileTree, staged: Path, slug: str, title: str) -> Plan:
    """Write the course of a tree's Markdown files into a staged folder.

    Raises only what reading the tree raises as a whole, such as DamagedZip.
    """
    return _Course(tree, staged, slug, title).plan()


def markdown_names(names: tuple[str, ...]) -> list[str]:
    """The files that become lessons, in their order: an index first, numbers as numbers."""
    found = [name for name in names if name.lower().endswith((".md", ".markdown"))]
    return sorted((name for name in found if _stem(name) not in _NO_LESSONS), key=_order)


def _stem(name: str) -> str:
    return posixpath.basename(name).rpartition(".")[0].lower()


def _order(name: str) -> list[tuple[int, list[tuple[int, int, str]]]]:
    """Within a folder the index comes first, then files and folders by their names."""
    parts = name.split("/")
    last = (0 if _stem(name) in _FIRST else 1, _natural(parts[-1]))
    return [*((1, _natural(part)) for part in parts[:-1]), last]


def _natural(text: str) -> list[tuple[int, int, str]]:
    pieces = re.split(r"([0-9]{1,15})", text.casefold())
    return [(0, int(one), "") if one.isdecimal() else (1, 0, one) for one in pieces if one]


class _Course:
    def __init__(self, tree: FileTree, staged: Path, slug: str, title: str) -> None:
        self._tree, self._slug, self._title = tree, slug, title
        self._folder = staged / "courseware" / slug
        self._staged = staged
        self._problems: list[Problem] = []
        self._beside: dict[str, dict[str, str]] = {}  # lesson: source file to name beside it

    def plan(self) -> Plan:
        names = self._lesson_names()
        fronts = {name: front for name in names if (front := self._front(name)) is not None}
        titles = [front.title for front in fronts.values()]
        self._slugs = dict(zip(fronts, lesson_slugs(titles), strict=True))
        lessons: list[NewLesson] = []
        planned: list[PlannedLesson] = []
        for name, front in fronts.items():
            slug = self._slugs[name]
            self._problems += foreign_marks(front.body, name)
            body = self._led(name, slug, front.body)
            lessons.append(NewLesson(slug, front.title, body, front.settings))
            questions = sum(1 for _ in quiz_fences(body))
            beside = len(self._beside.get(slug, {}))
            planned.append(PlannedLesson(slug, front.title, questions, files=beside))
        self._tell_what_is_left()
        if lessons:
            write_course(self._staged, self._slug, self._title, lessons)
        else:
            self._problems.append(Problem(0, NO_LESSON, {}, True))
        course = self._slug if lessons else ""
        problems = sorted(self._problems, key=lambda one: (one.file, one.line))
        return Plan(self._title, course, tuple(planned), problems=tuple(problems))

    def _tell_what_is_left(self) -> None:
        taken = {source for beside in self._beside.values() for source in beside}
        texts = (".md", ".markdown")
        for name in sorted(set(self._tree.names) - taken):
            if not name.lower().endswith(texts) and not posixpath.basename(name).startswith("."):
                self._problems.append(Problem(0, NOT_LED_TO, {}, True, name))

    def _lesson_names(self) -> list[str]:
        names = markdown_names(self._tree.names)
        for name in self._tree.names:
            if name.lower().endswith((".md", ".markdown")) and _stem(name) in _NO_LESSONS:
                self._problems.append(Problem(0, NOT_A_LESSON, {}, True, name))
        if len(names) > MOST_LESSONS:
            self._problems.append(Problem(0, TOO_MANY, {"most": MOST_LESSONS}, True))
        return names[:MOST_LESSONS]

    def _front(self, name: str) -> Front | None:
        try:
            text = decode(self._tree.read(name, LARGEST_TEXT))
        except NotReadable:
            raise
        except KisimaError as error:
            self._problems.append(problem_of(error, name))
            return None
        return read_front(text, _title_from(name), name, self._problems)

    def _led(self, name: str, slug: str, body: str) -> str:
        """A lesson's text with its pictures and files put beside it, and its links led there."""

        def lead(target: str, is_picture: bool, line: int) -> str:
            return self._lead(name, slug, target, is_picture, line)

        return lead_elsewhere(body, lead)

    def _lead(self, name: str, slug: str, target: str, is_picture: bool, line: int) -> str:
        if _ELSEWHERE.match(target) or not target:
            if not _FOLLOWED.match(target):
                self._tell(name, line, NOT_SHOWN if is_picture else NO_FILE, target)
            return target
        path, mark, anchor = target.partition("#")
        path = unquote(path.partition("?")[0])
        base = "" if path.startswith("/") else posixpath.dirname(name)
        found = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
        if not is_picture:
            lesson = self._lesson_at(found)
            if lesson is not None:
                return f"../{lesson}/lesson.md{mark}{anchor}"
        if found not in self._tree.names:
            self._tell(name, line, NO_PICTURE if is_picture else NO_FILE, target)
            return target
        beside = self._put_beside(name, slug, found, line)
        return target if beside is None else quote(beside) + mark + anchor

    def _lesson_at(self, path: str) -> str | None:
        """The lesson of a file, or of the index of a folder."""
        for one in (
            path,
            f"{path}/README.md",
            f"{path}/index.md",
            f"{path}/_index.md",
            f"{path}.md",
        ):
            if one in self._slugs:
                return self._slugs[one]
        return None

    def _put_beside(self, name: str, slug: str, source: str, line: int) -> str | None:
        """Put a file beside a lesson; the name that it has there, or None where it cannot be."""
        beside = self._beside.setdefault(slug, {})
        if source in beside:
            return beside[source]
        suffix = posixpath.splitext(source)[1].lower()
        try:
            if suffix in _PICTURES:
                picture = fit_picture(
                    posixpath.basename(source), self._tree.read(source, _LARGEST_PICTURE)
                )
                chosen, data = picture.name, picture.data
                if picture.left_out:
                    self._problems.append(taken_out(picture.left_out, source))
            elif suffix in SERVED:
                data = self._tree.read(source, _LARGEST_OTHER)
                chosen = _plain_name(posixpath.basename(source))
            else:
                self._tell(name, line, NO_FILE, source)
                return None
        except KisimaError as error:
            self._problems.append(Problem(line, error.sentence, error.values, True, name))
            return None
        stem, dot, ending = chosen.rpartition(".")
        number = 2
        while chosen in beside.values():
            chosen, number = f"{stem}-{number}{dot}{ending}", number + 1
        place = self._folder / slug
        place.mkdir(parents=True, exist_ok=True)
        (place / chosen).write_bytes(data)
        beside[source] = chosen
        return chosen

    def _tell(self, file: str, line: int, sentence: str, name: str) -> None:
        self._problems.append(Problem(line, sentence, {"name": name[:100]}, True, file))


def _plain_name(name: str) -> str:
    stem, _, suffix = name.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:60] or "file"
    return f"{plain}.{suffix.lower()}"


def _title_from(name: str) -> str:
    """A title for a text without one: its file's name, or its folder's for an index."""
    parts = name.split("/")
    stem = parts[-1].rpartition(".")[0]
    if stem.lower() in (*_FIRST, "lesson") and len(parts) > 1:
        stem = parts[-2]
    words = re.sub(r"[-_]+", " ", re.sub(r"^\d+[-_. ]+", "", stem)).strip()
    return (words[:1].upper() + words[1:]) or name
