"""The exercises that one may write, and new ones: from a template or a notebook."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.exercises import making
from app.authoring.exercises.cell_problems import problems_of
from app.authoring.exercises.templates import TEMPLATES
from app.authoring.intake.uploads import NoFileChosen
from app.catalog.languages import LANGUAGES
from app.errors import KisimaError
from app.web.errors import sentence_of, status_of
from app.web.languages import language
from app.web.once import counts_once, new_number
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.exercise_places import copy_of, exercise_place, place_of

SHOWN_DELETED = 10


@blueprint.get("/exercises/")
@for_instructors
def exercises() -> ResponseReturnValue:
    """Every exercise, and what one can begin with."""
    return _page()


@blueprint.post("/exercises/")
@for_instructors
@counts_once
def new_exercise() -> ResponseReturnValue:
    """Make an exercise from a template, a draft, and open its editor."""
    template = next((one for one in TEMPLATES if one == request.form.get("template")), TEMPLATES[0])
    try:
        slug = making.new_exercise(
            services().workshop,
            request.form.get("title", ""),
            template,
            language=_chosen_language(),
            by=current_user.id,
            say=_,
        )
    except KisimaError as error:
        return _page(sentence_of(error)), status_of(error)
    flash(_("The exercise is there, ready to be changed. It is a draft: only instructors see it."))
    return redirect(url_for("write.exercise", slug=slug), 303)


@blueprint.post("/exercises/upload")
@for_instructors
@counts_once
def upload_exercise() -> ResponseReturnValue:
    """Make an exercise from a notebook of nbgrader; what is wrong in it is named by its cell."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise NoFileChosen()
        name = file.filename.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".ipynb")
        slug = making.uploaded(
            services().workshop,
            request.form.get("title", "").strip() or name.replace("_", " "),
            file.stream.read(services().upload_bytes),
            language=_chosen_language(),
            by=current_user.id,
        )
    except KisimaError as error:
        return _page(sentence_of(error)), status_of(error)
    place = exercise_place(slug)
    if problems_of(copy_of(place).notebook, place.exercise.files):
        flash(_("The notebook is there. Some of its cells need a look; they are named below."))
    else:
        flash(_("The notebook is there. It is a draft: only instructors see it."))
    return redirect(place.url(), 303)


def _page(problem: str = "") -> str:
    ranks = {"own": 0, "copied": 1, "shipped": 2}
    places = [place_of(exercise) for exercise in services().catalog.all_exercises]
    deleted = [one for one in services().workshop.deleted() if one.key.startswith("exercises/")]
    return render_template(
        "write/exercises.html",
        places=sorted(places, key=lambda place: (ranks[place.origin], place.title)),
        templates={
            "function": _("A function, with a test that students see and one that they do not"),
            "table": _("A question about a table, with its data"),
            "plot": _("A drawing of numbers"),
            "text": _("An answer in words, marked by a person"),
        },
        languages=LANGUAGES,
        chosen=language(),
        once=new_number(),
        deleted=deleted[:SHOWN_DELETED],
        just_deleted=request.args.get("deleted", ""),
        problem=problem,
    )


def _chosen_language() -> str:
    chosen = request.form.get("language", "")
    return chosen if chosen in {one.code for one in LANGUAGES} else language()
