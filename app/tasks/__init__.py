"""Work done later: grading, and checking what authors write.

Huey carries the wake-ups; the submissions' rows, and the files of checks, are the queue.
"""

from app.tasks.grader import ExerciseGone, Grader
from app.tasks.trying import Trier
from app.tasks.wake_ups import grading_task, make_huey, wake
from app.tasks.worker import do_what_waits, run_worker, sweep

__all__ = [
    "ExerciseGone",
    "Grader",
    "Trier",
    "do_what_waits",
    "grading_task",
    "make_huey",
    "run_worker",
    "sweep",
    "wake",
]
