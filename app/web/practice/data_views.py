"""The data sheets of an exercise, on a page of their own."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.catalog.data_sheets import read_data_sheets
from app.web.practice.area import blueprint, my_exercise


@blueprint.get("/exercises/<slug>/data")
@login_required
def data(slug: str) -> ResponseReturnValue:
    """What the exercise's data files are, in the language that their sheets are written in."""
    place = my_exercise(slug)
    sheets, _unusable = read_data_sheets(place.exercise.folder)
    here = [sheet for sheet in sheets if f"data/{sheet.file}" in place.exercise.files]
    return render_template("practice/data.html", place=place, exercise=place.exercise, sheets=here)
