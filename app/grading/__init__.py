"""How work is judged: a notebook and an exercise give results for each cell, a score and feedback.

Knows neither Flask nor a database: usable as a library and from the command line.

The points are those that nbgrader 0.9 gives. What is deliberately different, and what is done about
cheating, stands in one place: docs/grading.md.
"""

from app.grading.autotests import Rules, expand_autotests, read_rules
from app.grading.exercise_check import CheckRow, check_exercise
from app.grading.grade import grade
from app.grading.remarks import Remark
from app.grading.results import CellGrade, Grade

__all__ = [
    "CellGrade",
    "CheckRow",
    "Grade",
    "Remark",
    "Rules",
    "check_exercise",
    "expand_autotests",
    "grade",
    "read_rules",
]
