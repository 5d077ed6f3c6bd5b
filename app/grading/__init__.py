"""How work is judged: a notebook and an exercise give results for each cell, a score and feedback.

Knows neither Flask nor a database: usable as a library and from the command line.

The points are those that nbgrader 0.9 gives, with these differences, all of them meant:

- A test during which the kernel died or the time ran out gets 0 and is named so, and so are the
  tests that could not be run after it.
- A deleted test or locked cell is put back; nbgrader leaves it out unless told otherwise.
- An error gives 0 even when the cell had handed out a value before it.
- A value above the maximum gives 0 and a flag for the instructor; nbgrader stops there.
- A student is shown nothing of a hidden test but its title, its hint and the verdict.
"""

from app.grading.exercise_check import CheckRow, check_exercise
from app.grading.grade import grade
from app.grading.remarks import Remark
from app.grading.results import CellGrade, Grade

__all__ = ["CellGrade", "CheckRow", "Grade", "Remark", "check_exercise", "grade"]
