"""What is said about somebody's consent, in the reader's language."""

from datetime import UTC, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from app.people.consent import Consent


def proof_choices() -> dict[str, str]:
    """How an instructor may know that somebody agrees, in words, by name."""
    return {
        "paper": _("Each signed on paper"),
        "guardian": _("A parent or guardian signed on paper"),
        "spoken": _("They told me"),
    }


def said(one: Consent) -> str:
    """What one person has said so far, in a sentence."""
    if one.given_ms is None:
        return _("Has not been asked yet.")
    if one.given:
        return _given(one)
    day = _day(one.withdrawn_ms or one.given_ms)
    if one.own_no:
        return _(
            "Took it back on %(day)s. Only the student can change that, on the account page.",
            day=day,
        )
    return _("Taken back on %(day)s, recorded by %(name)s.", day=day, name=one.withdrawn_by)


def _given(one: Consent) -> str:
    if one.way == "self":
        return _("Agreed here on %(day)s.", day=_day(one.given_ms or 0))
    if one.proof is None:
        return _(
            "Agreed; recorded on %(day)s by %(name)s.",
            day=_day(one.given_ms or 0),
            name=one.given_by,
        )
    values = {"day": format_date(one.proof.day, "medium"), "name": one.given_by}
    if one.proof.kind == "paper":
        return _("Signed on paper on %(day)s, recorded by %(name)s.", **values)
    if one.proof.kind == "guardian":
        return _("A parent or guardian signed on %(day)s, recorded by %(name)s.", **values)
    return _("Told %(name)s on %(day)s.", **values)


def _day(milliseconds: int) -> str:
    return str(format_date(datetime.fromtimestamp(milliseconds / 1000, UTC), "medium"))
