"""The practice area's blueprint with all its views on it."""

from app.web.practice import data_views, drafts, hand_ins, running
from app.web.practice.area import blueprint

__all__ = ["blueprint", "data_views", "drafts", "hand_ins", "running"]
