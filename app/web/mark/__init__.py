"""Marking: the gradebook, work that waits for a person, what the marks say."""

from app.web.mark.area import blueprint

__all__ = ["blueprint"]
