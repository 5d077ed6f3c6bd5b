"""The one place where failures become pages, or JSON for scripts."""

import logging
from typing import Any

from flask import (
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.database import named
from app.errors import KisimaError
from app.web.going_back import keep_form, page_of_form
from app.web.word_lists import kept_apart

log = logging.getLogger(__name__)

# What a failure is in HTTP, by its name; every other one is 400, a request that cannot be met.
STATUS = {
    "NoSuchAccount": 404,
    "NoSuchClass": 404,
    "NoSuchCourse": 404,
    "NoSuchLesson": 404,
    "NoSuchExercise": 404,
    "NoSuchQuestion": 404,
    "NoSuchSubmission": 404,
    "NoSuchVersion": 404,
    "NoSuchUpload": 404,
    "NoSuchFile": 404,
    "ExerciseGone": 404,
    "LessonGone": 404,
    "UnknownRun": 404,
    "NoSuchArea": 404,
    "NoSuchNode": 404,
    "NoSuchSchool": 404,
    "NoSuchImport": 404,
    "CardsGone": 404,
    "NotAllowed": 403,
    "NotForYou": 403,
    "NotOpenYet": 403,
    "NoSuchAssignment": 404,
    "NoAssessment": 404,
    "NoSuchSitting": 404,
    "NotYet": 409,
    "NoSittingsLeft": 409,
    "AlreadyDone": 409,
    "HandedIn": 409,
    "NothingToAllow": 409,
    "OtherAccount": 403,
    "AlreadyRunning": 409,
    "DraftConflict": 409,
    "ChangedMeanwhile": 409,
    "SavedMeanwhile": 409,
    "NoSuchTranslation": 404,
    "NoSuchEntry": 404,
    "NoAttemptsLeft": 409,
    "NotebookTooLarge": 413,
    "TooManyGuesses": 429,
    "NoFreeKernel": 503,
    "KernelHostGone": 503,
    "KernelStartFailed": 503,
    "CentreBusy": 503,
    "CentreFull": 507,
    "StoreBusy": 503,
    "DiskFull": 507,
}


def sentence_of(error: KisimaError) -> str:
    """The failure in a sentence, in the reader's language."""
    return _(error.sentence, **kept_apart(error.values))


def status_of(error: KisimaError) -> int:
    """The HTTP status of a failure: that of its class, or of the nearest class above."""
    names = (kind.__name__ for kind in type(error).__mro__)
    return next((STATUS[name] for name in names if name in STATUS), 400)


def wants_json() -> bool:
    """Whether a script asks: it accepts JSON rather than a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def is_fragment() -> bool:
    """Whether a script asks for a piece of a page."""
    return "X-Fragment" in request.headers


def install(app: Flask, login: LoginManager) -> None:
    """Put every failure into words; `login` sends those who must sign in here too."""
    app.register_error_handler(KisimaError, _named)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(OperationalError, _store)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)
    login.unauthorized_handler(must_sign_in)


def must_sign_in() -> ResponseReturnValue:
    """Ask a reader who is not, or no longer, signed in to do so, and keep what she sent."""
    if request.method in ("GET", "HEAD") and not wants_json():
        address = url_for("account.sign_in", next=request.full_path.rstrip("?"))
        return Response(status=302, headers={"Location": address})
    words = _(
        "You have been signed out, perhaps because time went by. Please sign in again. "
        "Nothing is lost: what you sent is kept until then."
    )
    if wants_json() or is_fragment():
        return _short("SignedOut", words, 401)
    # Only a failure needs the forms, and the account pages import this module.
    from app.web.account.forms import SignInForm

    kept = keep_form()
    form = SignInForm(formdata=None)
    form.next.data = page_of_form()
    form.kept.data = kept.to_text() if kept else ""
    return render_template("account/sign_in.html", form=form, message=words), 401


def _named(error: KisimaError) -> ResponseReturnValue:
    seconds = error.values.get("seconds")
    headers = {"Retry-After": str(seconds)} if seconds else {}
    return _answer(error.id, sentence_of(error), status_of(error)), headers


def _form_too_old(error: CSRFError) -> ResponseReturnValue:
    if not current_user.is_authenticated:
        if request.endpoint == "account.sign_out":
            return redirect(url_for("account.sign_in"))
        if request.endpoint not in _OPEN_FORMS:
            return must_sign_in()
    words = _(
        "This page was open for so long, or was opened before you signed in, that the form could "
        "not be taken as it was. Nothing is lost: please send it again."
    )
    if wants_json() or is_fragment():
        return _short("FormTooOld", words, 400)
    return (
        render_template("errors/again.html", words=words, kept=keep_form(), back=page_of_form()),
        400,
    )


_OPEN_FORMS = {
    "account.sign_in",
    "account.set_up",
    "account.join",
    "account.language",
}


def _store(error: OperationalError) -> ResponseReturnValue:
    better = named(error)
    if isinstance(better, KisimaError):
        return _named(better)
    return _unforeseen(error)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    if error.code >= 500:
        return _unforeseen(error)
    known = {
        403: _("This page is not for your account. If it should be, ask your instructor."),
        404: _("There is no such page here. Perhaps the address was mistyped or it has moved."),
        405: _("This address cannot be used in that way. Please go back and use the button there."),
        413: _("What you sent is too large for this computer. Please send a smaller file."),
        429: _("This was tried too often. Please wait a little and try again."),
    }
    words = known.get(error.code) or _("The computer could not understand this request.")
    response = make_response(_answer(f"Http{error.code}", words, error.code))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _unforeseen(error: Exception) -> ResponseReturnValue:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    try:
        words = _(
            "Something went wrong on the school's computer, and it has been noted down. What was "
            "saved stays saved. Please try again; if it happens again, tell your instructor."
        )
        return _answer("Unforeseen", words, 500)
    except Exception:
        # The page's frame asks the store who is signed in; the store itself may be what failed.
        log.exception("the error page failed too")
        plain = "Something went wrong on the school's computer. Please try again in a minute."
        return Response(plain, 500, mimetype="text/plain")


def _answer(id: str, words: str, status: int) -> Any:
    if wants_json() or is_fragment():
        return _short(id, words, status)
    page = render_template("errors/error.html", words=words, status=status, back=page_of_form())
    return make_response(page, status)


def _short(id: str, words: str, status: int) -> Response:
    """The failure for a script: JSON, or the bare sentence where it asked for a fragment."""
    if wants_json():
        return make_response(jsonify(error=id, sentence=words), status)
    return make_response(words, status, {"Content-Type": "text/plain; charset=utf-8"})
