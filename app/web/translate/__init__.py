"""Translating courses: block by block, beside the source."""

from app.web.translate import (  # noqa: F401  (their addresses must be known)
    course_views,
    entry_views,
    file_views,
    typed_views,
    version_views,
)
from app.web.translate.area import blueprint

__all__ = ["blueprint"]
