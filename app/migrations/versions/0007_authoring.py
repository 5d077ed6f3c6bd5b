"""What instructors write: versions of files, and what was typed and not yet saved."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing yet."""
