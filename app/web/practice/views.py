"""The practice area's blueprint with all its views on it."""

from app.web.practice import drafts, hand_ins, running
from app.web.practice.area import blueprint

__all__ = ["blueprint", "drafts", "hand_ins", "running"]
