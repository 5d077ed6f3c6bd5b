"""Who is reading: set-up, sign-in, joining a class, one's own account and consent, the language."""

from app.web.account import consent_views  # noqa: F401
from app.web.account.views import blueprint

__all__ = ["blueprint"]
