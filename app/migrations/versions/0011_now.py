"""Indices by which a class's work of today is found without reading what was before."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("submission_recent", "submission", ["account_id", "handed_in_ms"])
    op.create_index("quiz_try_recent", "quiz_try", ["account_id", "at_ms"])
    # With the exercise in it, so that the notebooks themselves are not read.
    op.create_index("draft_recent", "draft", ["account_id", "updated_ms", "exercise_id"])
