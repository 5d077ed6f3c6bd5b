"""Work done later: grading. Huey carries the wake-ups; the submissions' rows are the queue."""

from app.tasks.grader import ExerciseGone, Grader
from app.tasks.wake_ups import grading_task, make_huey, wake
from app.tasks.worker import run_worker, sweep

__all__ = ["ExerciseGone", "Grader", "grading_task", "make_huey", "run_worker", "sweep", "wake"]
