"""A submission as a file, for those who teach the student; her work's page is mark.cell."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.people.classes import teaches_student
from app.progress import submissions
from app.progress.submissions import NoSuchSubmission
from app.web.practice.drafts import notebook_file
from app.web.teach.area import blueprint, for_instructors, my_student


@blueprint.get("/classes/<int:class_id>/students/<int:account_id>/exercises/<slug>/")
@for_instructors
def work(class_id: int, account_id: int, slug: str) -> ResponseReturnValue:
    """Where a student's work was shown before; the address may be in somebody's bookmarks."""
    my_student(class_id, account_id)
    asked = {name: request.args[name] for name in ("number", "attempt") if name in request.args}
    address = {"class_id": class_id, "account_id": account_id, "slug": slug}
    return redirect(url_for("mark.cell", **address, **asked), 301)  # type: ignore[arg-type]


@blueprint.get("/submissions/<public_id>/notebook.ipynb")
@for_instructors
def work_file(public_id: str) -> Response:
    """A submission exactly as it was handed in, as a file."""
    found = submissions.submission(public_id)
    if not teaches_student(current_user, found.account_id):
        raise NoSuchSubmission()
    name = f"{found.exercise_id}-{found.account_id}-{found.number}.ipynb"
    return notebook_file(submissions.handed_in_notebook(found), name)
