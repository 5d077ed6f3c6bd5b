"""Pictures of a lesson: taken in small, and shown in the editor."""

from dataclasses import dataclass
from pathlib import Path

from flask import Response, abort, jsonify, request
from flask_login import current_user

from app.authoring.images import fit_picture
from app.catalog.pages.typed_text import FilesAtHand
from app.errors import N_, KisimaError
from app.web.learn.files import lesson_file
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.places import LessonPlace, lesson_place


class NoPictureChosen(KisimaError):
    sentence = N_("No picture was chosen. Please choose a PNG, JPEG, WebP, GIF or SVG file.")


class NoAltText(KisimaError):
    sentence = N_("Please say in a few words what the picture shows, for those who cannot see it.")


@dataclass(frozen=True)
class PictureAdded:
    """A picture that lies beside its lesson now, and the line that shows it."""

    name: str
    line: str


@blueprint.post("/<course>/<lesson>/pictures")
@for_instructors
def add_picture(course: str, lesson: str) -> Response:
    """Take in a picture; answers the line of Markdown that shows it."""
    added = take_picture(lesson_place(course, lesson))
    return jsonify(name=added.name, line=added.line)


@blueprint.get("/<course>/<lesson>/files/<path:path>")
@for_instructors
def file(course: str, lesson: str, path: str) -> Response:
    """A file beside a lesson in whatever state, for its writers."""
    place = lesson_place(course, lesson)
    links = FilesAtHand(services().catalog, place.course.slug, place.slug, place.files_at)
    found = links.file(path)
    if found is None:
        abort(404)
    return lesson_file(found)


def take_picture(place: LessonPlace) -> PictureAdded:
    """The form's picture, made small and put beside the lesson.

    Raises NoPictureChosen, NoAltText, and what `fit_picture` and `add_file` raise.
    """
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        raise NoPictureChosen()
    alt = " ".join(request.form.get("alt", "").split())[:400]
    if not alt:
        raise NoAltText()
    data = sent.stream.read(services().upload_bytes)
    fitted = fit_picture(Path(sent.filename).name, data)
    name = services().workshop.add_file(
        place.course.slug, place.slug, fitted.name, fitted.data, by=current_user.id
    )
    words = alt.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return PictureAdded(name, f"![{words}]({name})")
