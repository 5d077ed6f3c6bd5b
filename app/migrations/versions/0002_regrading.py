"""Several gradings of one submission, fair turns, and how long gradings take."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# The one grading that a submission had so far becomes its first.
COPY = """
INSERT INTO attempt (submission_id, number, score, max_score, needs_manual, graded_ms, result,
                     executed)
SELECT old.submission_id, 1, COALESCE(submission.score, 0), COALESCE(submission.max_score, 0),
       submission.needs_manual, COALESCE(submission.graded_ms, submission.handed_in_ms),
       old.result, old.executed
FROM attempt_0001 AS old JOIN submission ON submission.id = old.submission_id
"""


def upgrade() -> None:
    op.create_table(
        "regrading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["class_id"], ["school_class.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("regrading_exercise", "regrading", ["class_id", "exercise_id", "id"])
    op.create_table(
        "grading_times",
        sa.Column("exercise_id", sa.String(), nullable=False),
        sa.Column("recent_ms", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("exercise_id"),
    )
    op.add_column("submission", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("submission", sa.Column("leased_ms", sa.BigInteger(), nullable=True))
    op.add_column("submission", sa.Column("regrading_id", sa.Integer(), nullable=True))
    op.drop_index("submission_queue", "submission")
    op.create_index("submission_queue", "submission", ["state", "turn", "id"])
    # SQLite cannot change a primary key, so that the rows move to a table of the new form.
    op.rename_table("attempt", "attempt_0001")
    op.create_table(
        "attempt",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("max_score", sa.Double(), nullable=False),
        sa.Column("needs_manual", sa.Boolean(), nullable=False),
        sa.Column("graded_ms", sa.BigInteger(), nullable=False),
        sa.Column("regrading_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("executed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.PrimaryKeyConstraint("submission_id", "number"),
    )
    op.execute(COPY)
    op.drop_table("attempt_0001")
