"""Rendering the notebook page and the pages about its versions."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from app.catalog.data_sheets import has_data_sheets
from app.catalog.model import Exercise
from app.catalog.pages.pages import ExercisePage
from app.catalog.rubric import ShownRow
from app.errors import KisimaError
from app.kernels import RunState
from app.progress import drafts, submissions
from app.progress.assigning.rules import status
from app.progress.overview import overview
from app.web.languages import language
from app.web.learn.opening import exercise_times
from app.web.learn.opening import mine as my_assignments
from app.web.practice.area import Place
from app.web.practice.given import mark_words, my_mark
from app.web.practice.outputs import fragments, summary
from app.web.practice.sheet import without_title
from app.web.practice.students_sheet import Sheet, my_sheet, sheet_of
from app.web.practice.wording import cell_label, shown_rows, version_reason
from app.web.services import services

HISTORY = 5  # submissions listed below the notebook


@dataclass(frozen=True)
class VersionView:
    """An earlier version: (label, text) of the cells that differ from the present notebook."""

    id: int
    kept_ms: int
    why: str
    texts: tuple[tuple[str, str], ...]


def notebook_page(
    sheet: Sheet,
    *,
    run_id: str | None = None,
    mine: Mapping[str, str] | None = None,
    other: Mapping[str, str] | None = None,
) -> str:
    """The page; after a conflict with what she typed (`mine`) and, by cell, the `other` text."""
    place, exercise = sheet.place, sheet.place.exercise
    page = services().catalog.exercise_page(exercise, place.lang)
    slots = [
        replace(slot, source=mine[slot.id]) if mine and slot.id in mine else slot
        for slot in without_title(sheet.slots, page.title)
    ]
    run = _run(run_id)
    done = overview(current_user.id).exercises.get(exercise.id)
    left = None
    if exercise.attempts is not None:
        left = max(0, exercise.attempts - (done.submissions if done else 0))
    mark, assigned = my_mark(exercise), my_assignments()
    times = exercise_times(exercise, place.lesson, assigned)
    return render_template(
        "practice/notebook.html",
        page=page,
        exercise=exercise,
        crumbs=place.crumbs(),
        slots=slots,
        rubric=_rubric(exercise, page),
        outputs=fragments(run, sheet.slots, place.lang) if run else {},
        run=run,
        run_words=summary(run, sheet.slots) if run and run.done else "",
        revision=sheet.revision,
        key=secrets.token_hex(16),
        other=other,
        left=left,
        mark=mark,
        held=mark.held,
        given_words=mark_words(mark),
        has_data_sheets=has_data_sheets(exercise.folder),
        times=times,
        time_status=status(times, assigned.at_ms),
        submissions=submissions.history(current_user.id, exercise.id, HISTORY),
        upload_mb=services().upload_bytes // 1_000_000,
        words=script_words(),
    )


def _rubric(exercise: Exercise, page: ExercisePage) -> dict[str, tuple[ShownRow, ...]]:
    """The rows of the rubric by the cell that they are for, so that she knows them beforehand."""
    rows = {cell.id: exercise.rubric.get(cell.grade_id, ()) for cell in page.cells if cell.points}
    lang = language()
    return {cell: shown_rows(those, exercise, lang) for cell, those in rows.items() if those}


def script_words() -> dict[str, str]:
    """The sentences that the page's script says."""
    return {
        "kept": _("Kept on this computer"),
        "saving": _("Saving…"),
        "saved": _("Saved"),
        "elsewhere": _("Changed in another tab, and shown here"),
        "unkept": _("Not saved yet, and this browser cannot keep it. Leave the page open."),
        "away": _(
            "The school's computer cannot be reached just now. What you typed is kept, and this "
            "page goes on trying by itself."
        ),
        "notHandedIn": _(
            "Not handed in yet: the school's computer cannot be reached. This page goes on "
            "trying by itself; leave it open."
        ),
        "lost": _("The results of this run are no longer kept. Please run your code again."),
        "retries": _("This page tries again by itself; “Stop” ends that."),
        "waiting": _("Waiting…"),
        "here": _("your text here"),
        "there": _("the other text"),
        "keys": _("Keys for code"),
    }


def versions_page(place: Place) -> str:
    """The earlier versions of the reader's notebook, newest first."""
    now = {slot.id: slot.source for slot in my_sheet(place).slots}
    kept = drafts.versions(current_user.id, place.exercise.id)
    return render_template(
        "practice/versions.html",
        place=place,
        exercise=place.exercise,
        versions=[_version_view(place, version, now) for version in kept],
    )


def _version_view(place: Place, version: drafts.Version, now: Mapping[str, str]) -> VersionView:
    notebook = drafts.version_notebook(current_user.id, place.exercise.id, version.id)
    then = sheet_of(place, drafts.Draft(0, notebook, version.kept_ms)).slots
    texts = tuple(
        (cell_label(slot), slot.source)
        for slot in then
        if slot.typed and now.get(slot.id) != slot.source
    )
    return VersionView(version.id, version.kept_ms, version_reason(version.reason), texts)


def _run(run_id: str | None) -> RunState | None:
    """The run, while its results are kept; a page without them is still a page."""
    if not run_id:
        return None
    try:
        return services().live.poll(str(current_user.id), run_id)
    except KisimaError:
        return None
