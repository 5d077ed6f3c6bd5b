"""People from rosters: the identifiers that other systems know them and their classes by, lists of
people on their way in, and accounts that were merged into others."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("account", sa.Column("identifier", sa.String(), nullable=True))
    op.add_column("account", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.add_column("school_class", sa.Column("identifier", sa.String(), nullable=True))
    # Rows without one do not stand in each other's way, on either store.
    op.create_index("account_identifier", "account", ["identifier"], unique=True)
    op.create_index("school_class_identifier", "school_class", ["identifier"], unique=True)
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("courses", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
