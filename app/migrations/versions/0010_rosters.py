"""People from rosters: the identifiers that other systems know them by."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Nothing yet."""
