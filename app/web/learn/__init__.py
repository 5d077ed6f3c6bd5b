"""The reader's pages: home, courses, lessons and their quizzes."""

from app.web.learn.views import blueprint

__all__ = ["blueprint"]
