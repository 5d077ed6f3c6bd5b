"""The workshop: what the pages for writing call. Its work is done by the modules beside it."""

from collections.abc import Sequence
from contextlib import suppress

from app.authoring import arranging, deleting, files_beside, making
from app.authoring.arranging import Values
from app.authoring.deleting import Deleted, Kind
from app.authoring.own_folder import NoSuchFile
from app.authoring.templates import Say
from app.authoring.texts import Texts
from app.catalog.front_matter import read_yaml, split_front_matter
from app.catalog.languages import name_of
from app.catalog.model import Lesson
from app.catalog.settings_file import STATES, State
from app.errors import KisimaError


class Workshop(Texts):
    """Everything that people write here: texts and their versions (see Texts), courses and lessons
    made, arranged and deleted, and copies of shipped ones. Safe in many threads and processes.
    """

    # Copies of shipped files

    def base_text(self, key: str) -> str | None:
        """What the original of a copy was when it was copied; None where nobody kept it."""
        return self.folder.base_text(key)

    def shipped_text(self, key: str) -> str | None:
        """What the original of a copy is now; None where an update took it away."""
        return self.folder.shipped_text(key)

    def keep_mine(self, key: str) -> None:
        """Go on with the copy: the page says no more that the original has moved on, until it
        changes again."""
        saver = self.saver
        with saver.alone():
            shipped = saver.folder.shipped_path(key)
            if shipped is not None:
                saver.folder.remember_base(key, shipped.read_bytes())

    def take_original(self, key: str, *, by: int) -> Deleted:
        """Give up the copy, so that the shipped one shows again; `undelete` takes that back.
        A lesson's pictures of the school's own go along. Raises ShippedStays without a copy."""
        folder_key, _, name = key.rpartition("/")
        place = folder_key if name == "lesson.md" else key
        return self._put_away(place, kind="copy", title=self._title(key), by=by, kept=(key,))

    # States, titles and order

    def set_state(
        self, course: str, lesson: str | None, state: State, *, by: int, lang: str = ""
    ) -> None:
        """Who sees a course, or one of its lessons, or a lesson's own file in a language: draft,
        published or archived."""
        if state not in STATES:
            raise ValueError(state)
        key = self.lesson_key(course, lesson, lang) if lesson else self.course_key(course)
        self.change(key, arranging.with_state(key, state), by=by)

    def set_values(self, key: str, values: Values, *, by: int) -> None:
        """Change settings in a course.yaml or a lesson's front matter, None takes one out; every
        other line stays as it is. Raises SettingsUneditable."""
        self.change(key, arranging.with_values(key, values), by=by)

    def rename(self, course: str, lesson: str | None, title: str, *, by: int) -> None:
        """Give a course or a lesson another title; its folder and address stay. Raises NoTitle."""
        key = self.lesson_key(course, lesson) if lesson else self.course_key(course)
        self.set_values(key, {"title": making.title_of(title)}, by=by)

    def order(self, course: str) -> tuple[str, ...]:
        """The slugs of all lessons of a course in their order, those that cannot be read last."""
        found = self.look().any_course(course)
        if found is None:
            raise NoSuchFile(key=course)
        return (*(lesson.slug for lesson in found.all_lessons), *found.unread)

    def set_order(self, course: str, lessons: Sequence[str], *, by: int) -> None:
        """Put all lessons of a course in order; raises OrderChanged where they are others now."""
        if sorted(lessons) != sorted(self.order(course)):
            raise arranging.OrderChanged()
        self.change(self.course_key(course), arranging.with_order(lessons), by=by)

    def move_lesson(self, course: str, lesson: str, places: int, *, by: int) -> None:
        """Move a lesson down its list by some places, or up with a number below 0."""
        names = list(self.order(course))
        if lesson not in names:
            raise arranging.OrderChanged()
        at = max(0, min(len(names) - 1, names.index(lesson) + places))
        names.remove(lesson)
        names.insert(at, lesson)
        self.set_order(course, names, by=by)

    # New ones

    def new_course(
        self,
        title: str,
        *,
        language: str,
        licence: str,
        by: int,
        summary: str = "",
        authors: Sequence[str] = (),
        say: Say = str,
    ) -> str:
        """A new course, a draft with a first lesson; its slug. `say` translates the template's
        words (a gettext function). Raises NoTitle or BadLanguage."""
        saver = self.saver
        with saver.alone():
            slug = making.new_course(
                saver,
                title,
                language=language,
                licence=licence,
                summary=summary,
                authors=authors,
                by=by,
                say=say,
            )
        self.look()
        return slug

    def new_lesson(self, course: str, title: str, *, by: int, say: Say = str) -> str:
        """A new lesson, a draft at the end of its course; its slug. Raises NoTitle."""
        self.order(course)
        saver = self.saver
        with saver.alone():
            slug = making.new_lesson(saver, course, title, by=by, say=say)
        self.look()
        return slug

    def add_file(self, course: str, lesson: str, name: str, data: bytes, *, by: int) -> str:
        """Put a picture or another file beside a lesson, and the name that it got: an existing
        file of that name and other content is not replaced. Raises FileRefused."""
        self.lesson_key(course, lesson)
        saver = self.saver
        with saver.alone():
            added = files_beside.add(saver.folder, f"courseware/{course}/{lesson}", name, data)
        self.look()
        return added

    # Deleting

    def delete(self, course: str, lesson: str | None = None, *, by: int) -> Deleted:
        """Delete a course or a lesson of the school's own; `undelete` takes it back. Of a copy of a
        shipped one the shipped one shows again. Raises ShippedStays for what is only shipped."""
        key = self.lesson_key(course, lesson) if lesson else self.course_key(course)
        place = key.rpartition("/")[0]
        kind: Kind = "lesson" if lesson else "course"
        if self.folder.shipped_path(key) is not None:
            kind = "copy"
        found = self.catalog().any_course(course)
        kept = [key] if lesson or found is None else [key, *map(self._key_of, found.all_lessons)]
        return self._put_away(place, kind=kind, title=self._title(key), by=by, kept=kept)

    def delete_variant(self, course: str, lesson: str, lang: str, *, by: int) -> Deleted:
        """Delete a lesson's own file in a language; `undelete` takes it back. Raises ShippedStays
        for one that is only shipped."""
        key = self.lesson_key(course, lesson, lang)
        title = f"{self._title(key)} ({name_of(lang) or lang})"
        return self._put_away(key, kind="copy", title=title, by=by, kept=(key,))

    def undelete(self, id: str, *, by: int) -> Deleted:
        """Bring back what was deleted, a lesson to its place in the list. Raises NotDeleted or
        PlaceTaken."""
        saver = self.saver
        with saver.alone():
            back = deleting.bring_back(saver.folder, id)
            if back.kind == "lesson":
                _kind, course, lesson = back.key.split("/")
                edit = arranging.with_lesson_listed(lesson, back.place)
                saver.change(self.course_key(course), edit, by=by)
        self.look()
        return back

    def deleted(self) -> tuple[Deleted, ...]:
        """What was deleted and can be brought back, the newest first."""
        return deleting.all_deleted(self.own)

    def _put_away(
        self, place: str, *, kind: Kind, title: str, by: int, kept: Sequence[str]
    ) -> Deleted:
        saver = self.saver
        with saver.alone():
            for key in kept:
                saver.keep_found(key)
            course_key, lesson, at = "", "", None
            if kind == "lesson":
                _kind, course, lesson = place.split("/")
                course_key = self.course_key(course)
                names = arranging.listed(saver.folder.source(course_key).text) or []
                at = names.index(lesson) if lesson in names else None
            gone = deleting.put_away(saver.folder, place, kind=kind, title=title, by=by, place=at)
            if course_key:
                saver.change(course_key, arranging.without_lesson(lesson), by=by)
        self.look()
        return gone

    def change(self, key: str, edit: arranging.Edit, *, by: int) -> bool:
        """Change a part of a file's text, whoever else writes in it; whether that changed it."""
        saver = self.saver
        with saver.alone():
            changed = saver.change(key, edit, by=by)
        self.look()
        return changed

    def _title(self, key: str) -> str:
        """The title that a course.yaml or a lesson gives itself, or its folder's name."""
        with suppress(KisimaError):
            text = self.folder.source(key).text
            is_lesson = key.endswith(".md")
            values = split_front_matter(text).values if is_lesson else read_yaml(text)[0]
            return str(values.get("title") or key.split("/")[-2])
        return key.split("/")[-2]

    def _key_of(self, lesson: Lesson) -> str:
        return self.lesson_key(lesson.course_slug, lesson.slug)
