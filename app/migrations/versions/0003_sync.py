"""What travelling needs: the node's keys, rows that were erased, consent, and how sync went."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _journal()
    _people_and_progress()
    _sync()


def _journal() -> None:
    op.create_table(
        "node_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_seed", sa.LargeBinary(), nullable=False),
        sa.Column("seal_seed", sa.LargeBinary(), nullable=False),
        sa.Column("machine", sa.String(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column("epoch", sa.Column("closed_because", sa.String(), nullable=True))
    op.add_column("epoch", sa.Column("origin", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE epoch SET closed_because = '' WHERE closed_ms IS NOT NULL")
    op.execute("UPDATE epoch SET origin = (SELECT name FROM epoch ORDER BY id LIMIT 1)")
    op.add_column("event", sa.Column("digest", sa.LargeBinary(), nullable=True))
    op.add_column(
        "event", sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # Nobody was asked yet, so that of all that was written only starts may leave in full.
    op.execute(
        sa.text("UPDATE event SET withheld = :yes WHERE kind <> 'boot'").bindparams(yes=True)
    )
    op.create_index("event_subject", "event", ["subject", "epoch_id", "seq"])
    op.add_column("subject", sa.Column("pseudonym", sa.LargeBinary(), nullable=True))
    op.add_column(
        "subject", sa.Column("consented", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _name_subjects()
    with op.batch_alter_table("subject") as subject:
        subject.alter_column("salt", existing_type=sa.LargeBinary(), nullable=True)
        subject.alter_column("pseudonym", existing_type=sa.LargeBinary(), nullable=False)
        subject.create_unique_constraint("subject_pseudonym", ["pseudonym"])


def _name_subjects() -> None:
    """Give those who were announced so far the pseudonyms that their salts make."""
    rows = op.get_bind().execute(sa.text("SELECT number, salt FROM subject")).all()
    for number, salt in rows:
        name = hashlib.sha256(b"kisima pseudonym" + salt).digest()[:16]
        op.get_bind().execute(
            sa.text("UPDATE subject SET pseudonym = :name WHERE number = :number"),
            {"name": name, "number": number},
        )


def _people_and_progress() -> None:
    op.add_column("account", sa.Column("erased_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "consent",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("given_ms", sa.BigInteger(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("said_on", sa.String(), nullable=True),
        sa.Column("withdrawn_ms", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "erasure",
        sa.Column("pseudonym", sa.LargeBinary(), nullable=False),
        sa.Column("erased_ms", sa.BigInteger(), nullable=False),
        sa.Column("erased_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("pseudonym"),
    )
    op.add_column("exercise_state", sa.Column("passed_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "course_completed",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("completed_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "course_id"),
    )


def _sync() -> None:
    op.create_table(
        "centre_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("sign_key", sa.LargeBinary(), nullable=False),
        sa.Column("seal_key", sa.LargeBinary(), nullable=False),
        sa.Column("root_key", sa.LargeBinary(), nullable=False),
        sa.Column("certificates", sa.String(), nullable=False),
        sa.Column("school_name", sa.String(), nullable=False),
        sa.Column("centre_name", sa.String(), nullable=False),
        sa.Column("enrolled_ms", sa.BigInteger(), nullable=False),
        sa.Column("generation", sa.LargeBinary(), nullable=True),
        sa.Column("root_generation", sa.LargeBinary(), nullable=True),
        sa.Column("slot_minute", sa.Integer(), nullable=True),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("may_erase", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_try_ms", sa.BigInteger(), nullable=True),
        sa.Column("retry_after_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "enrolment_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "stick_file",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "receipt",
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.LargeBinary(), nullable=False),
        sa.Column("generation", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("backed_up_seq", sa.BigInteger(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("by", "epoch", "generation", "seq"),
    )
    op.create_table(
        "sync_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("bytes_up", sa.BigInteger(), nullable=False),
        sa.Column("bytes_down", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("error_values", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sync_run_started", "sync_run", ["started_ms"])
    op.create_table(
        "departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.LargeBinary(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("to_seq", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
