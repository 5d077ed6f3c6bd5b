"""Translating courses: block by block, beside the source."""

from app.web.translate.area import blueprint

__all__ = ["blueprint"]
