"""Accounts that a list made and whose cards nobody has noted yet."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("account", sa.Column("card_of", sa.Integer(), nullable=True))
