"""The pages of the account area."""

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required, login_user, logout_user

from app.errors import KisimaError
from app.people import accounts, enrolment, setup
from app.people.models import Account
from app.web.account.forms import (
    ChangeSecretForm,
    ChangeStaffSecretForm,
    JoinAsMemberForm,
    JoinForm,
    SetUpForm,
    SignInForm,
)
from app.web.errors import status_of, wants_json
from app.web.going_back import HOME, first_page, kept_from_text, local_path, next_or_home
from app.web.languages import COOKIE, offered
from app.web.languages import language as present_language
from app.web.services import services

blueprint = Blueprint("account", __name__)
A_YEAR = 365 * 86_400


@blueprint.route("/set-up", methods=["GET", "POST"])
def set_up() -> ResponseReturnValue:
    """The first start: the one-time code makes the administrator."""
    if setup.is_set_up():
        return redirect(url_for("account.sign_in"))
    form = SetUpForm()
    if form.validate_on_submit():
        try:
            account = setup.set_up(
                services().setup_file,
                code=form.code.data or "",
                username=form.username.data or "",
                full_name=form.full_name.data or "",
                secret=form.secret.data or "",
                lang=present_language(),
            )
        except KisimaError as error:
            form.show(error)
            return render_template("account/set_up.html", form=form), status_of(error)
        _start_session(account)
        if "teach" in current_app.blueprints:
            flash(_("Kisima is ready. The next step: make a class and choose its courses."))
        else:
            flash(_("The centre is ready. What to do next stands on this page."))
        return redirect(first_page(teaches=True))
    return render_template("account/set_up.html", form=form), 400 if form.errors else 200


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """User name and password or PIN; then on to where the reader wanted to go."""
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(next_or_home())
        if not setup.is_set_up():
            return redirect(url_for("account.set_up"))
    form = SignInForm()
    if request.method == "GET":
        form.next.data = local_path(request.args.get("next")) or ""
        # The QR code of a login card names the card's owner; the PIN is never in an address.
        form.username.data = request.args.get("username", "")[:64]
    if form.validate_on_submit():
        try:
            account = accounts.sign_in(form.username.data or "", form.secret.data or "")
        except KisimaError as error:
            form.show(error)
            return render_template("account/sign_in.html", form=form), status_of(error)
        _start_session(account, stay=form.stay.data)
        return _after_sign_in(form)
    return render_template("account/sign_in.html", form=form), 400 if form.errors else 200


def _after_sign_in(form: SignInForm) -> ResponseReturnValue:
    kept = kept_from_text(form.kept.data or "")
    if kept is None:
        first = first_page(teaches=current_user.teaches)
        return redirect(next_or_home() if form.next.data else first)
    if not kept.may_be_from(current_user.id):
        flash(
            _(
                "What was sent while nobody was signed in belongs to another student, so it was "
                "not taken. It is kept in her or his own page of this browser."
            )
        )
        return redirect(HOME)
    words = _(
        "You are signed in again. What was sent while you were signed out is still here: "
        "please send it now, if it is yours."
    )
    return render_template("errors/again.html", words=words, kept=kept, back=next_or_home())


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session; on a shared computer nothing of it stays in the cookie."""
    if current_user.is_authenticated:
        services().live.end(str(current_user.id))
    logout_user()
    session.clear()
    flash(_("You have signed out."))
    return redirect(url_for("account.sign_in"))


@blueprint.route("/join", methods=["GET", "POST"])
def join() -> ResponseReturnValue:
    """Enter a class by its code: with a new account, or with the one that is signed in."""
    if current_user.is_authenticated:
        return _join_as_member()
    form = JoinForm()
    if request.method == "GET":
        form.code.data = request.args.get("code", "")[:20]
    if form.validate_on_submit():
        try:
            account = enrolment.join_as_new(
                form.code.data or "",
                username=form.username.data or "",
                full_name=form.full_name.data or "",
                secret=form.secret.data or "",
                lang=present_language(),
            )
        except KisimaError as error:
            form.show(error)
            return render_template("account/join.html", form=form), status_of(error)
        _start_session(account)
        flash(
            _(
                "Welcome! Your user name is %(username)s. Write it down: you sign in with it.",
                username=account.username,
            )
        )
        return redirect(url_for("learn.home"))
    return render_template("account/join.html", form=form), 400 if form.errors else 200


def _join_as_member() -> ResponseReturnValue:
    form = JoinAsMemberForm()
    if form.validate_on_submit():
        try:
            joined = enrolment.join(form.code.data or "", current_user.id)
        except KisimaError as error:
            form.show(error)
            return render_template("account/join.html", form=form), status_of(error)
        flash(_("You are now in the class “%(name)s”.", name=joined.name))
        return redirect(url_for("learn.home"))
    return render_template("account/join.html", form=form), 400 if form.errors else 200


@blueprint.route("/account", methods=["GET", "POST"])
@login_required
def mine() -> ResponseReturnValue:
    """One's own name, password or PIN, and language."""
    form = ChangeStaffSecretForm() if current_user.teaches else ChangeSecretForm()
    was_given = current_user.must_change
    if form.validate_on_submit():
        try:
            account = accounts.change_secret(
                current_user.id, form.present.data or "", form.secret.data or ""
            )
        except KisimaError as error:
            form.show(error)
            return render_template("account/mine.html", form=form), status_of(error)
        _start_session(account, stay=session.permanent)
        flash(_("From now on you sign in with your new password or PIN."))
        if was_given:
            return redirect(first_page(teaches=account.teaches))
        return redirect(url_for("account.mine"))
    return render_template("account/mine.html", form=form), 400 if form.errors else 200


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Pick the language of the pages; kept in the account and in this browser."""
    response = redirect(next_or_home())
    lang = request.form.get("lang", "")
    if lang in offered():
        if current_user.is_authenticated:
            accounts.set_language(current_user.id, lang)
        response.set_cookie(COOKIE, lang, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def _start_session(account: Account, *, stay: bool = False) -> None:
    # A new session, so that nothing of who sat here before goes on in it.
    session.clear()
    g.pop("csrf_token", None)  # Flask-WTF's note of the old session's token
    session.permanent = stay
    login_user(account)


@blueprint.before_app_request
def own_secret_first() -> ResponseReturnValue | None:
    """Lead whoever was given a PIN to choosing one of her own; scripts cannot be led anywhere."""
    if request.method != "GET" or request.blueprint in (None, "account") or wants_json():
        return None
    if current_user.is_authenticated and current_user.must_change:
        flash(_("Please choose a password or PIN of your own before you go on."))
        return redirect(url_for("account.mine"))
    return None
