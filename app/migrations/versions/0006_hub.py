"""Hubs: a centre that passes on to another what its schools send; on PostgreSQL only.

What a hub notes about the centre above it is in tables of its own, and two columns: whether that
centre was told of an epoch, and whether it has taken something that a laptop signed.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = """
ALTER TABLE centre_code ALTER school_id DROP NOT NULL, ADD hub text,
  ADD CHECK ((hub IS NULL) <> (school_id IS NULL));
ALTER TABLE centre_node ALTER school_id DROP NOT NULL, ADD hub_name text NOT NULL DEFAULT '',
  ADD known_above boolean NOT NULL DEFAULT false, ADD CHECK (is_hub OR school_id IS NOT NULL);
ALTER TABLE centre_epoch ADD told_above boolean NOT NULL DEFAULT false,
  ADD asked_above_ms bigint NOT NULL DEFAULT 0;
CREATE TABLE centre_upstream (
  id integer PRIMARY KEY CHECK (id = 1),
  url text NOT NULL,
  sign_key bytea NOT NULL,
  seal_key bytea NOT NULL,
  root_key bytea NOT NULL,
  certificate bytea NOT NULL,
  name text NOT NULL,
  enrolled_ms bigint NOT NULL,
  generation bytea,
  root_generation bytea,
  slot_minute integer,
  next_try_ms bigint,
  retry_after_ms bigint
);
CREATE TABLE centre_above (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  branch smallint NOT NULL,
  held_seq bigint NOT NULL DEFAULT 0,
  root_seq bigint NOT NULL DEFAULT 0,
  backed_seq bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (origin, epoch, branch)
) WITH (fillfactor = 70);
CREATE TABLE centre_root_receipt (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  receipt bytea NOT NULL,
  backed bytea[] NOT NULL,
  seq bigint NOT NULL,
  backed_seq bigint NOT NULL,
  superseded boolean NOT NULL,
  PRIMARY KEY (origin, epoch)
);
CREATE TABLE centre_asked (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  hash bytea NOT NULL,
  seq bigint NOT NULL,
  asked_ms bigint NOT NULL,
  PRIMARY KEY (origin, epoch, hash)
);
CREATE TABLE centre_heard_open (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  node bytea NOT NULL,
  key bytea NOT NULL,
  epoch bytea NOT NULL,
  told boolean NOT NULL DEFAULT false,
  UNIQUE (node, epoch)
);
CREATE TABLE centre_rival (
  generation bytea PRIMARY KEY
);
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(TABLES)
