"""Who is reading: set-up, sign-in, joining a class, one's own account, the language."""

from app.web.account.views import blueprint

__all__ = ["blueprint"]
