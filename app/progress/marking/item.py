"""What changing a mark has to know of an exercise, beside who and how much."""

from dataclasses import dataclass

from app.catalog import Catalog
from app.catalog.model import Counts, Exercise
from app.progress.milestones import Goal, goal_of


@dataclass(frozen=True)
class Item:
    """An exercise: which of several results counts, its points, and what passing it is part of.

    Without a `goal` nothing is looked at that a higher mark might have passed or completed.
    """

    exercise_id: str
    counts: Counts
    most: float
    goal: Goal | None = None


def item_of(exercise: Exercise, catalog: Catalog, pass_share: float) -> Item:
    """The exercise as changing a mark has to know it."""
    course = catalog.course(exercise.course_slug or "")
    goal = goal_of(course, catalog, pass_share) if course else None
    return Item(exercise.id, exercise.counts, exercise.max_score, goal)
