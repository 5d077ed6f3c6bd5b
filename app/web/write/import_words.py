"""What an import has to say, as plain text in the reader's language; the page escapes it."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.authoring.importing.plan import PlannedLesson
from app.authoring.importing.problems import Problem
from app.catalog.findings import fill
from app.web.word_lists import kept_apart


def in_words(problems: Iterable[Problem]) -> list[tuple[Problem, str]]:
    """Each problem with its sentence."""
    return [(one, fill(_(one.sentence), kept_apart(one.values))) for one in problems]


def parts_of(lesson: PlannedLesson) -> list[str]:
    """What a lesson that would be made holds."""
    parts = []
    if lesson.questions:
        parts.append(ngettext("%(num)s question", "%(num)s questions", lesson.questions))
    if lesson.asides:
        parts.append(ngettext("%(num)s kept aside", "%(num)s kept aside", lesson.asides))
    if lesson.files:
        parts.append(ngettext("%(num)s file", "%(num)s files", lesson.files))
    return parts
