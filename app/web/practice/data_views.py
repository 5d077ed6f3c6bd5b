"""The data sheets of an exercise, on a page of their own."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.web.practice.area import blueprint, my_exercise
from app.web.services import services


@blueprint.get("/exercises/<slug>/data")
@login_required
def data(slug: str) -> ResponseReturnValue:
    """What the exercise's data files are, in the reader's language."""
    place = my_exercise(slug)
    page = services().catalog.data_page(place.exercise, place.lang)
    return render_template(
        "practice/data.html",
        place=place,
        exercise=place.exercise,
        page=page,
        sheets=[one for one in page.sheets if f"data/{one.file}" in place.exercise.files],
    )
