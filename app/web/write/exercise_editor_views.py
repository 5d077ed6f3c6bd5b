"""The editor of an exercise: its cells, steps with them, and what is typed and not saved."""

from flask import Response, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.authoring.exercises import rubrics, working_copy
from app.authoring.exercises.cell_editing import (
    HIDDEN_PART,
    SOLUTION_PART,
    EditedCell,
    added,
    as_plain_text,
    cells_of,
    moved,
    to_text,
    total,
    with_part,
    without,
)
from app.authoring.exercises.cell_kinds import KINDS
from app.authoring.exercises.cell_problems import CellProblem, problems_of
from app.authoring.exercises.rubric_rows import SPARE_ROWS
from app.authoring.exercises.rubrics import RubricRowUnusable
from app.authoring.presence import others_writing
from app.authoring.saving import ChangedMeanwhile, Saved
from app.errors import KisimaError
from app.notebooks import read_notebook
from app.web.errors import sentence_of, wants_json
from app.web.numbers import as_moment
from app.web.practice.sheet import sheet, without_title
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.word_lists import kept_apart, plain_list
from app.web.write.area import blueprint
from app.web.write.difference_view import difference_view
from app.web.write.exercise_places import (
    ExercisePlace,
    copy_of,
    exercise_place,
    kind_words,
    posted_cells,
    start_trial,
)

Cells = tuple[EditedCell, ...]


@blueprint.get("/exercises/<slug>/")
@for_instructors
def exercise(slug: str) -> ResponseReturnValue:
    """The cells, with what the reader typed last and did not save."""
    place = exercise_place(slug)
    copy = copy_of(place)
    problems = problems_of(copy.notebook, place.exercise.files)
    for name in rubrics.without_cell(services().workshop, slug, copy.cells):
        problems += (CellProblem(0, rubrics.NO_SUCH_CELL, {"cell": name}),)
    return render_template(
        "write/exercise.html",
        place=place,
        copy=copy,
        cells=copy.cells,
        total=total(copy.cells),
        problems=_by_number(problems),
        behind=copy.behind,
        spare_rows=SPARE_ROWS,
        resumed=as_moment(copy.at_ms) if copy.at_ms else "",
        others=_others(copy.source.key),
        kinds=kind_words(),
    )


@blueprint.post("/exercises/<slug>/")
@for_instructors
def change_exercise(slug: str) -> ResponseReturnValue:
    """Save, check, or take a step: add, move or take away a cell, or go a step back."""
    place, cells = exercise_place(slug), posted_cells(request.form)
    base = request.form.get("base", "")[:80]
    if "save" in request.form or "check" in request.form:
        return _save(place, cells, base)
    workshop, by = services().workshop, current_user.id
    words, _colon, id = request.form.get("do", "").partition(":")
    if words == "undo":
        working_copy.undo(workshop, slug, cells, base, by)
        return redirect(place.url(), 303)
    after, id = _stepped(cells, words, id)
    if [cell.id for cell in after] == [cell.id for cell in cells]:
        working_copy.typed(workshop, slug, after, base, by)
    else:
        working_copy.step(workshop, slug, cells, after, base, by)
    return redirect(place.url(_anchor=f"c-{id}" if id else None), 303)


def _stepped(cells: Cells, words: str, id: str) -> tuple[Cells, str]:
    """The cells after a step, and the id of the cell to look at."""
    if words.startswith("add-"):
        kind = words.removeprefix("add-")
        return added(cells, kind if kind in KINDS else "text", id)
    if words in ("up", "down"):
        return moved(cells, id, -1 if words == "up" else 1), id
    if words == "delete":
        at = next((n for n, cell in enumerate(cells) if cell.id == id), 0)
        left = without(cells, id)
        return left, left[max(0, at - 1)].id if left else ""
    if words in ("hide", "solve"):
        return with_part(cells, id, HIDDEN_PART if words == "hide" else SOLUTION_PART), id
    return cells, id


def _save(place: ExercisePlace, cells: Cells, base: str) -> ResponseReturnValue:
    try:
        saved = working_copy.save(services().workshop, place.slug, cells, base, current_user.id)
    except ChangedMeanwhile as conflict:
        if wants_json():
            raise
        return _conflict_page(place, cells, conflict)
    except RubricRowUnusable as error:
        if wants_json():
            raise
        copy = working_copy.typed(services().workshop, place.slug, cells, base, current_user.id)
        number = next((number for number, _values in rubrics.unusable(copy.cells)), 1)
        flash(sentence_of(error), "error")
        return redirect(place.url(_anchor=f"c-{copy.cells[number - 1].id}"), 303)
    if "check" in request.form:
        start_trial(place, publish=request.form["check"] == "publish")
        return redirect(place.url("exercise_check"), 303)
    words = _saved_words(place, saved)
    if wants_json():
        text = to_text(cells_of(read_notebook(saved.text.encode())))
        return jsonify(version=saved.version, text=text, words=words)
    flash(words)
    return redirect(place.url(), 303)


def _saved_words(place: ExercisePlace, saved: Saved) -> str:
    if not saved.changed:
        return _("Nothing had changed.")
    if place.exercise.state != "published":
        return _("Saved.") + " " + _("Students do not see it before it is checked and published.")
    start_trial(place, publish=False)
    return _(
        "Saved, and students see it now. It is being checked again: if it does not hold, it "
        "becomes a draft. What was handed in keeps its marks; under “Check” you can have it "
        "tested again."
    )


def _conflict_page(
    place: ExercisePlace, cells: Cells, conflict: ChangedMeanwhile
) -> ResponseReturnValue:
    """Both notebooks cell by cell, and a choice."""
    theirs = conflict.theirs
    saved = read_notebook(theirs.text.encode()) if theirs else None
    if saved is not None:
        saved = rubrics.with_rubric(services().workshop, place.slug, saved)
    page = render_template(
        "write/exercise_conflict.html",
        place=place,
        difference=difference_view(
            as_plain_text(saved) if saved else "",
            as_plain_text(read_notebook(conflict.yours.encode())),
            old=_("Saved meanwhile"),
            new=_("Your text"),
        ),
        yours=to_text(cells),
        base=theirs.version if theirs else "",
    )
    return page, 409


@blueprint.get("/exercises/<slug>/typed")
@for_instructors
def exercise_typed(slug: str) -> Response:
    """Who is signed in, with a new token for an old page's form."""
    return jsonify(account=str(current_user.id), csrf=generate_csrf())


@blueprint.post("/exercises/<slug>/typed")
@for_instructors
def keep_exercise_typed(slug: str) -> ResponseReturnValue:
    """Keep what is being typed; says who else is writing in the same exercise."""
    place, base = exercise_place(slug), request.form.get("base", "")[:80]
    cells = posted_cells(request.form)
    copy = working_copy.typed(services().workshop, slug, cells, base, current_user.id)
    if not wants_json():
        return redirect(place.url(), 303)
    return jsonify(others=_others(copy.source.key))


@blueprint.post("/exercises/<slug>/typed/drop")
@for_instructors
def drop_exercise_typed(slug: str) -> ResponseReturnValue:
    """Forget what was typed and show what is saved."""
    place = exercise_place(slug)
    working_copy.drop(services().workshop, slug, current_user.id)
    return redirect(place.url(), 303)


@blueprint.get("/exercises/<slug>/preview")
@for_instructors
def exercise_preview(slug: str) -> ResponseReturnValue:
    """The exercise as students would see it, with what is typed and not saved."""
    place = exercise_place(slug)
    copy = copy_of(place)
    try:
        views = services().catalog.typed_cells(place.exercise, copy.notebook)
        slots = without_title(sheet(views, None), place.title)
        problems = {}
    except KisimaError:
        slots, problems = (), _by_number(problems_of(copy.notebook, place.exercise.files))
    return render_template(
        "write/exercise_preview.html",
        place=place,
        exercise=place.exercise,
        slots=slots,
        problems=problems,
        unsaved=copy.at_ms is not None,
        lang=place.exercise.source_lang,
    )


def _by_number(problems: tuple[CellProblem, ...]) -> dict[int, list[tuple[str, bool]]]:
    """What is wrong in words, by the cell's number (0: the whole of it); and whether it is an
    error."""
    found: dict[int, list[tuple[str, bool]]] = {}
    for one in problems:
        words = _(one.sentence, **kept_apart(one.values))
        found.setdefault(one.number, []).append((words, one.is_error))
    return found


def _others(key: str) -> str:
    names = others_writing(key, but=current_user.id)
    if not names:
        return ""
    return _(
        "Writing in this exercise too: %(names)s. Speak with each other; no text gets lost.",
        names=plain_list(names),
    )
