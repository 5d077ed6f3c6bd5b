"""What an exercise says of itself: title, limits, attempts, data files, its lesson, its state."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.exercises import about
from app.authoring.exercises.about import LONGEST_SECONDS, MOST_DATA_BYTES, MOST_MEMORY, Settings
from app.authoring.intake.uploads import NoFileChosen
from app.catalog.settings_file import State
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.exercise_places import exercise_place
from app.web.write.order_views import NoSuchState

MOST_ATTEMPTS = 1000


@blueprint.get("/exercises/<slug>/settings")
@for_instructors
def exercise_settings(slug: str) -> ResponseReturnValue:
    """The settings and the data files."""
    place = exercise_place(slug)
    files = {
        name.removeprefix("data/"): path.stat().st_size
        for name, path in place.exercise.files.items()
        if path.is_file()
    }
    free = [
        (course, [lesson for lesson in course.all_lessons if not lesson.exercise])
        for course in services().catalog.all_courses
    ]
    return render_template(
        "write/exercise_settings.html",
        place=place,
        exercise=place.exercise,
        files=files,
        kilobytes=MOST_DATA_BYTES // 1000,
        free=[(course, lessons) for course, lessons in free if lessons],
        longest=LONGEST_SECONDS,
        most_memory=MOST_MEMORY,
        most_attempts=MOST_ATTEMPTS,
    )


@blueprint.post("/exercises/<slug>/settings")
@for_instructors
def save_exercise_settings(slug: str) -> ResponseReturnValue:
    """Write the settings into exercise.yaml."""
    place, form = exercise_place(slug), request.form
    wanted = Settings(
        title=form.get("title", ""),
        time_limit=about.whole_number(form.get("time_limit", ""), LONGEST_SECONDS),
        memory_limit=about.whole_number(form.get("memory_limit", ""), MOST_MEMORY),
        attempts=about.whole_number(form.get("attempts", ""), MOST_ATTEMPTS),
        counts=form.get("counts", "best"),
    )
    about.save_settings(services().workshop, place.exercise, wanted, by=current_user.id)
    flash(_("Saved."))
    return redirect(place.url("exercise_settings"), 303)


@blueprint.post("/exercises/<slug>/data")
@for_instructors
def add_exercise_file(slug: str) -> ResponseReturnValue:
    """Take in a data file, in the place of one of the same name."""
    place, file = exercise_place(slug), request.files.get("file")
    if file is None or not file.filename:
        raise NoFileChosen()
    data = file.stream.read(MOST_DATA_BYTES + 1)
    workshop = services().workshop
    name = about.add_data(workshop, place.exercise, file.filename, data, by=current_user.id)
    flash(_("The file is there. The exercise's code reads it as data/%(name)s.", name=name))
    return redirect(place.url("exercise_settings", _anchor="data"), 303)


@blueprint.post("/exercises/<slug>/data/delete")
@for_instructors
def delete_exercise_file(slug: str) -> ResponseReturnValue:
    """Take a data file away."""
    place, name = exercise_place(slug), request.form.get("name", "")
    about.delete_data(services().workshop, place.exercise, name, by=current_user.id)
    flash(_("The file was taken away."))
    return redirect(place.url("exercise_settings", _anchor="data"), 303)


@blueprint.post("/exercises/<slug>/lesson")
@for_instructors
def lead_to_exercise(slug: str) -> ResponseReturnValue:
    """Let a lesson lead to the exercise."""
    place, workshop = exercise_place(slug), services().workshop
    course, _slash, lesson = request.form.get("lesson", "").partition("/")
    key = workshop.lesson_key(course, lesson)
    workshop.set_values(key, {"exercise": slug}, by=current_user.id)
    flash(_("The lesson leads to this exercise now."))
    return redirect(place.url("exercise_settings"), 303)


@blueprint.post("/exercises/<slug>/state")
@for_instructors
def set_exercise_state(slug: str) -> ResponseReturnValue:
    """Make an exercise a draft, or archive it; what publishes one is a check that holds."""
    place, wanted = exercise_place(slug), request.form.get("state", "")
    state: State
    if wanted == "draft":
        state, words = "draft", _("It is a draft now: only instructors see it.")
    elif wanted == "archived":
        state = "archived"
        words = _("It is archived: students do not see it any more, and nothing is lost.")
    else:
        raise NoSuchState()
    about.set_state(services().workshop, slug, state, by=current_user.id)
    flash(words)
    return redirect(place.url(), 303)


@blueprint.get("/exercises/<slug>/delete")
@for_instructors
def deleting_exercise(slug: str) -> ResponseReturnValue:
    """Ask before an exercise is deleted."""
    return render_template("write/exercise_delete.html", place=exercise_place(slug))


@blueprint.post("/exercises/<slug>/delete")
@for_instructors
def delete_exercise(slug: str) -> ResponseReturnValue:
    """Delete an exercise; it can be brought back."""
    place = exercise_place(slug)
    gone = about.delete(services().workshop, place.exercise, by=current_user.id)
    return redirect(url_for("write.exercises", deleted=gone.id), 303)
