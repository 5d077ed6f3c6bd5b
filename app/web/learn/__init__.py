"""The reader's pages: home, courses, lessons and their quizzes.

area           the blueprint
access         finding what an address names, for those who may read it
opening        what was assigned and is not open yet, with due (what the home page lists)
views          home, courses, lessons, quizzes, files
showing_views  a lesson on the wall and on paper, with answers and solutions
words_views    what the words of a course's lessons mean
assessment_views  the start quiz and the final, with assessment_steps (how a reader stands),
               sitting_view (what is shown) and sitting_form (what was changed)
overview, lesson_view, files  what these pages show
"""

from app.web.learn import assessment_views, showing_views, words_views  # noqa: F401
from app.web.learn.views import blueprint

__all__ = ["blueprint"]
