"""How many remarks for the instructor a submission's grading made, kept on its row."""

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ATTEMPTS = "SELECT submission_id, result FROM attempt ORDER BY submission_id, number"


def upgrade() -> None:
    op.add_column(
        "submission", sa.Column("flags", sa.Integer(), nullable=False, server_default="0")
    )
    connection = op.get_bind()
    # The last one of each submission is the present one, and the one that stays in here.
    present: dict[int, int] = {}
    for submission_id, packed in connection.execute(sa.text(ATTEMPTS)):
        present[submission_id] = _flags(packed)
    change = sa.text("UPDATE submission SET flags = :flags WHERE id = :id")
    for submission_id, flags in present.items():
        if flags:
            connection.execute(change, {"flags": flags, "id": submission_id})


def _flags(packed: bytes) -> int:
    return len(json.loads(zlib.decompress(bytes(packed))).get("flags", ()))
