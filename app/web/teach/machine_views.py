"""The administrator's page of the computer: whether it is well, and what to do if it is not."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.clock import now_ms
from app.progress import parked
from app.web.languages import language
from app.web.services import services
from app.web.teach.area import blueprint, for_administrators
from app.web.teach.machine_state import disk, keeping
from app.web.teach.machine_words import disk_said, parked_said, protections, queue_said, trial_said

PAUSE = 3  # seconds until the page looks whether the checkup is over
MOST_SHOWN = 50
MOST_WAKE_UPS = 16


@blueprint.get("/machine/")
@for_administrators
def machine() -> ResponseReturnValue:
    """How students' code is shut in, what waits to be tested, where everything is kept."""
    here = services().machine
    if here.checkups.latest is None:
        here.checkups.start()
    going_on, checkup = here.checkups.going_on, here.checkups.latest
    work, room = parked.workload(), disk(here.data)
    said = [queue_said(work), disk_said(room)]
    if checkup is not None:
        said += [*protections(checkup)[:2], trial_said(checkup)]
    page = render_template(
        "teach/machine.html",
        machine=here,
        checkup=checkup,
        going_on=going_on,
        pause=PAUSE,
        well=all(one.good for one in said) and not work.parked,
        work=work,
        queue=said[0],
        parked=parked.parked(MOST_SHOWN) if work.parked else [],
        parked_words=parked_said(work.parked),
        titles=_titles(),
        room=room,
        disk=said[1],
        keeping=keeping(here.data, here.database),
        protections=protections(checkup) if checkup else [],
        trial=trial_said(checkup) if checkup else None,
        now_ms=now_ms(),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/machine/look")
@for_administrators
def look_again() -> ResponseReturnValue:
    """Try the protections once more."""
    services().machine.checkups.start()
    return redirect(url_for("teach.machine", _anchor="code"), 303)


@blueprint.post("/machine/try-again")
@for_administrators
def try_again() -> ResponseReturnValue:
    """Have what could not be tested tested again: one submission, or all."""
    count = parked.try_parked_again(current_user, request.form.get("submission", ""))
    for _number in range(min(count, MOST_WAKE_UPS)):
        services().wake_grader()
    if count:
        flash(
            ngettext(
                "%(num)s hand-in is tested again. Look here in a minute to see how it went.",
                "%(num)s hand-ins are tested again. Look here in a minute to see how it went.",
                count,
            )
        )
    else:
        flash(_("This is being tested already."))
    return redirect(url_for("teach.machine", _anchor="queue"), 303)


def _titles() -> dict[str, str]:
    """The exercises' titles by id."""
    lang = language()
    return {exercise.id: exercise.title(lang) for exercise in services().catalog.all_exercises}
