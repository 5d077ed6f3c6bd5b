"""Assignments of a class: when they open and are due, and more time for one student."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing yet."""
