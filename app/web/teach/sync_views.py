"""Progress on its way: what waits, what has arrived, what it costs; sending it; connecting."""

from flask import (
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_login import current_user

from app import journal
from app.clock import now_ms
from app.database import db
from app.people import classes
from app.sync import marks, one_at_a_time
from app.sync.budget import month_so_far
from app.sync.drives import drives
from app.sync.history import last_run
from app.sync.link import Link, link
from app.sync.waiting import Waiting, waiting
from app.web.numbers import as_size
from app.web.services import services
from app.web.teach import sync_words as words
from app.web.teach.area import blueprint, for_administrators, for_instructors
from app.web.teach.errands import ErrandFailed, NoAnswer, errands, run

PAUSE = 3  # seconds until the page looks again while progress is being sent


@blueprint.get("/sync/")
@for_instructors
def sync() -> ResponseReturnValue:
    """The page."""
    return _page()


@blueprint.post("/sync/now")
@for_instructors
def sync_now() -> ResponseReturnValue:
    """Send progress now, whatever the month's budget says."""
    if link(db.session()) is not None and not errands().send(errand("now")):
        flash(_("Progress is being sent just now. Please wait until that has ended."))
    return redirect(url_for("teach.sync"), 303)


@blueprint.get("/sync/state")
@for_instructors
def sync_state() -> ResponseReturnValue:
    """How far sending is, for the page's script."""
    if not _sending():
        return jsonify(done=True)
    return jsonify(done=False, words=_sending_words())


@blueprint.post("/sync/connect")
@for_administrators
def connect() -> ResponseReturnValue:
    """Connect the school to a centre with the code that was given to it."""
    url, code = request.form.get("url", "").strip(), request.form.get("code", "").strip()
    if not url or not code:
        return _page(_("Please write both the address and the code.")), 422
    try:
        told = run(errand("enrol", url=url, code=code))
    except ErrandFailed as error:
        return _page(error.words), 422
    except NoAnswer as error:
        return _page(_(error.sentence)), 503
    flash(
        _(
            "This school is connected to %(name)s now. Compare the centre's key below with the one "
            "on your letter.",
            name=told["centre"] or url,
        )
    )
    errands().send(errand("now"))
    return redirect(url_for("teach.sync", _anchor="centre"), 303)


def _page(trouble: str = "") -> Response:
    session, parts = db.session(), services()
    known = link(session)
    late = waiting(session, known)
    budget = month_so_far(session, now_ms(), parts.sync.budget_mb, parts.sync.zone)
    sending = _sending()
    page = render_template(
        "teach/sync.html",
        link=known,
        sending=_sending_words() if sending else "",
        pause=PAUSE,
        waiting=late,
        budget=budget,
        said=_said(known, late),
        next_words=words.next_said(known, late, budget) if known else "",
        cost=words.cost_said(budget),
        not_sent=_not_sent(),
        happened=words.happened_said(journal.epochs(session)),
        sticks=drives(parts.stick_folder),
        kinds=journal.LEAVING,
        classes=classes.classes_taught_by(current_user),
        form=request.form,
        trouble=trouble,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(known: Link | None, late: Waiting) -> list[words.Said]:
    told = [words.waiting_said(late)]
    if known is None:
        return told
    session = db.session()
    told.append(words.arrived_said(late, known))
    if known.url:
        told.append(words.run_said(last_run(session), last_run(session, good=True)))
    clock = words.clock_said(known)
    return [*told, *([clock] if clock else [])]


def _not_sent() -> str:
    """Why the last sending that was asked for here did not even begin, if so."""
    last, run = errands().last, last_run(db.session())
    if last is None or not last.sentence or (run is not None and run.error):
        return ""
    return _(last.sentence, **last.values)


def _sending() -> bool:
    if errands().sending:
        return True
    # To look is to take the lock for a moment, so nobody looks unless a run has not ended.
    last = last_run(db.session())
    unended = last is not None and last.ended_ms is None
    return unended and one_at_a_time.is_running(services().sync.data)


def _sending_words() -> str:
    session = db.session()
    known, going = link(session), last_run(session)
    if known is None or going is None or going.ended_ms is not None:
        return _("Sending progress…")
    return _(
        "Sending progress: %(count)s entries of the journal still wait, %(size)s so far.",
        count=format_decimal(marks.waiting(session, known, journal.epochs(session))),
        size=as_size(going.bytes),
    )


def errand(do: str, **more: str) -> dict[str, object]:
    """What the child process is told; see app.cli.errand."""
    return {
        "do": do,
        "data": str(services().machine.data),
        "asked_by": int(current_user.id),
        **more,
    }
