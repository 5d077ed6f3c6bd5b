"""What instructors write: courses, lessons, exercises, imports and course packs."""

from app.web.write.area import blueprint

__all__ = ["blueprint"]
