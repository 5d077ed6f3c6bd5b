"""Marks by people: points by hand, overrides, releases, and who changed what."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nothing yet."""
