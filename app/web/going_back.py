"""Where a reader goes after a form: addresses on this site only; and what she had sent, kept."""

import json
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from flask import current_app, request, url_for

HOME = "/"  # a school's courses, or what a centre knows of its schools
SECRET_FIELDS = {"csrf_token", "secret", "again", "present", "code"}


def first_page(*, teaches: bool) -> str:
    """Where a person begins who did not say where to."""
    return url_for("teach.home") if teaches and "teach" in current_app.blueprints else HOME


@dataclass(frozen=True)
class Kept:
    """A form that could not be taken in: where it was going, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def may_be_from(self, account_id: int) -> bool:
        """Whether this account may have sent it; a notebook's form says whose it is."""
        return all(value == str(account_id) for name, value in self.fields if name == "account")

    def to_text(self) -> str:
        """The form as text for a hidden field."""
        return json.dumps({"path": self.path, "fields": self.fields}, ensure_ascii=False)


def local_path(address: str | None) -> str | None:
    """The path and query of an address on this site, or None for anywhere else."""
    if not address or not address.startswith("/") or "\\" in address:
        return None
    parts = _parts(address)
    if parts.scheme or parts.netloc or address.startswith("//"):
        return None
    if any(ord(sign) < 32 for sign in address):
        return None
    return parts.path + (f"?{parts.query}" if parts.query.strip("?") else "")


def _parts(address: str) -> SplitResult:
    """The address's parts; those of an unknown site where it is not an address at all."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "?", "", "", "")


def next_or_home() -> str:
    """Where the form's or the address's `next` leads, or home."""
    return local_path(request.values.get("next")) or HOME


def page_of_form() -> str:
    """The page that the present form was sent from, as far as the browser tells; or home."""
    parts = _parts(request.referrer or "")
    if parts.netloc == request.host:
        return local_path(parts.path + (f"?{parts.query}" if parts.query else "")) or "/"
    return HOME


def keep_form() -> Kept | None:
    """What the present request sent, to be sent again later; None when there is nothing to keep.

    Forms that another site sent are not kept, nor secrets, nor files.
    """
    if request.method != "POST" or _parts(request.referrer or "").netloc != request.host:
        return None
    fields = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS
    )
    return Kept(request.path, fields) if fields else None


def kept_from_text(text: str) -> Kept | None:
    """Read back what `to_text` wrote; None for anything else."""
    try:
        values = json.loads(text)
        path = local_path(str(values["path"]))
        fields = tuple((str(name), str(value)) for name, value in values["fields"])
        # JSON can name halves of characters, which no page can hold.
        "".join([path or "", *(part for field in fields for part in field)]).encode()
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Kept(path, fields) if path else None
