"""How work is judged: a notebook and an exercise give results for each cell, a score and feedback.

Knows neither Flask nor a database: usable as a library and from the command line.
"""

from app.grading.exercise_check import CheckRow, check_exercise
from app.grading.grade import grade
from app.grading.remarks import Remark
from app.grading.results import CellGrade, Grade

__all__ = ["CellGrade", "CheckRow", "Grade", "Remark", "check_exercise", "grade"]
