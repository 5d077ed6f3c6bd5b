"""The tables of a centre, on PostgreSQL only; a school's laptop on SQLite has none of them.

What grows with the events has the origin first in its primary key, and the events are in parts by
a hash of it. So a single server keeps its indexes small, and Citus can spread the same tables
over many: see docs/centre.md.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

PARTS = 16

TABLES = """
CREATE TABLE centre_state (
  id integer PRIMARY KEY CHECK (id = 1),
  count bigint NOT NULL,
  random bytea NOT NULL,
  place text NOT NULL,
  starts bigint NOT NULL,
  sign_seed bytea NOT NULL,
  seal_seed bytea NOT NULL,
  root_key bytea,
  name text NOT NULL,
  made_ms bigint NOT NULL,
  backed_up_ms bigint,
  policy jsonb NOT NULL
);
CREATE TABLE centre_area (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parent_id integer REFERENCES centre_area,
  level text NOT NULL CHECK (level IN ('country', 'region', 'district')),
  name text NOT NULL
);
CREATE UNIQUE INDEX centre_area_name ON centre_area (coalesce(parent_id, 0), lower(name));
INSERT INTO centre_area (parent_id, level, name) VALUES (NULL, 'country', '');
CREATE TABLE centre_school (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  area_id integer NOT NULL REFERENCES centre_area,
  name text NOT NULL,
  reference text NOT NULL,
  created_ms bigint NOT NULL
);
CREATE INDEX centre_school_area ON centre_school (area_id, lower(name));
CREATE UNIQUE INDEX centre_school_reference ON centre_school (lower(reference))
  WHERE reference <> '';
CREATE TABLE centre_scope (
  account_id integer PRIMARY KEY,
  area_id integer NOT NULL REFERENCES centre_area
);
CREATE TABLE centre_code (
  code_hash bytea PRIMARY KEY,
  school_id integer NOT NULL REFERENCES centre_school,
  made_ms bigint NOT NULL,
  expires_ms bigint NOT NULL,
  used_ms bigint,
  node bytea
);
CREATE INDEX centre_code_school ON centre_code (school_id);
CREATE TABLE centre_try (
  target text PRIMARY KEY,
  tries integer NOT NULL,
  since_ms bigint NOT NULL
);
CREATE TABLE centre_node (
  id bytea PRIMARY KEY,
  sign_key bytea NOT NULL UNIQUE,
  school_id integer NOT NULL REFERENCES centre_school,
  origins bytea[] NOT NULL,
  certificates bytea[] NOT NULL,
  copied_from bytea,
  is_hub boolean NOT NULL DEFAULT false,
  enrolled_ms bigint NOT NULL,
  revoked_ms bigint,
  last_heard_ms bigint,
  clock_offset_ms bigint,
  clock_odd boolean NOT NULL DEFAULT false,
  app_version text NOT NULL DEFAULT '',
  machine_name text NOT NULL DEFAULT '',
  waiting bigint NOT NULL DEFAULT 0,
  slot_minute integer NOT NULL,
  open_epoch bytea,
  bytes_today bigint NOT NULL DEFAULT 0,
  today integer NOT NULL DEFAULT 0
);
CREATE INDEX centre_node_school ON centre_node (school_id);
CREATE INDEX centre_node_origins ON centre_node USING gin (origins);
CREATE INDEX centre_node_copied ON centre_node (copied_from);
CREATE TABLE centre_superseded (
  node bytea NOT NULL,
  epoch bytea NOT NULL,
  by_epoch bytea NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (node, epoch)
);
CREATE TABLE centre_origin (
  origin bytea PRIMARY KEY,
  family bytea NOT NULL
);
CREATE INDEX centre_origin_family ON centre_origin (family);
CREATE TABLE centre_epoch (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  parent_epoch bytea,
  parent_seq bigint,
  parent_hash bytea,
  salt bytea NOT NULL,
  node bytea NOT NULL,
  made_ms bigint NOT NULL,
  branches smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (origin, epoch)
);
CREATE INDEX centre_epoch_name ON centre_epoch (epoch);
CREATE INDEX centre_epoch_parent ON centre_epoch (parent_epoch);
CREATE TABLE centre_branch (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  branch smallint NOT NULL,
  parent_branch smallint,
  parent_seq bigint NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  backed_seq bigint,
  backed_hash bytea,
  PRIMARY KEY (origin, epoch, branch)
) WITH (fillfactor = 70);
CREATE TABLE centre_head (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  hash bytea NOT NULL,
  seq bigint NOT NULL,
  node bytea NOT NULL,
  signature bytea NOT NULL,
  received_ms bigint NOT NULL,
  PRIMARY KEY (origin, epoch, hash)
);
CREATE TABLE centre_event (
  origin bytea NOT NULL,
  id bytea NOT NULL,
  epoch bytea NOT NULL,
  seq bigint NOT NULL,
  wall_ms bigint NOT NULL,
  monotonic_ms bigint NOT NULL,
  received_ms bigint NOT NULL,
  branch smallint NOT NULL,
  odd_clock boolean NOT NULL,
  came_blank boolean NOT NULL,
  kind text NOT NULL,
  subject bytea,
  item text,
  payload text NOT NULL,
  digest bytea,
  PRIMARY KEY (origin, id)
) PARTITION BY HASH (origin);
CREATE INDEX centre_event_place ON centre_event (origin, epoch, seq);
CREATE TABLE centre_place (
  origin bytea NOT NULL,
  hash bytea NOT NULL,
  epoch bytea NOT NULL,
  seq bigint NOT NULL,
  branch smallint NOT NULL,
  id bytea NOT NULL,
  came_blank boolean NOT NULL,
  PRIMARY KEY (origin, hash)
);
CREATE INDEX centre_place_place ON centre_place (origin, epoch, seq);
CREATE TABLE centre_subject (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  number bigint NOT NULL,
  branch smallint NOT NULL,
  seq bigint NOT NULL,
  salt bytea NOT NULL,
  pseudonym bytea NOT NULL,
  PRIMARY KEY (origin, epoch, number, branch)
);
CREATE INDEX centre_subject_pseudonym ON centre_subject (origin, pseudonym);
CREATE TABLE centre_early (
  origin bytea NOT NULL,
  epoch bytea NOT NULL,
  hash bytea NOT NULL,
  prev_hash bytea NOT NULL,
  from_seq bigint NOT NULL,
  to_seq bigint NOT NULL,
  batch bytea NOT NULL,
  received_ms bigint NOT NULL,
  PRIMARY KEY (origin, epoch, hash, from_seq)
);
CREATE TABLE centre_erased (
  origin bytea NOT NULL,
  pseudonym bytea NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (origin, pseudonym)
);
CREATE TABLE centre_disclosed (
  origin bytea NOT NULL,
  id bytea NOT NULL,
  pseudonym bytea NOT NULL,
  entry jsonb NOT NULL,
  PRIMARY KEY (origin, id)
);
CREATE TABLE centre_audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_ms bigint NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  details jsonb NOT NULL
);
CREATE INDEX centre_audit_at ON centre_audit (at_ms);
CREATE INDEX centre_audit_who ON centre_audit (who, id);
CREATE FUNCTION centre_audit_stays() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the audit log is only ever added to'; END $$;
CREATE TRIGGER centre_audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON centre_audit
  EXECUTE FUNCTION centre_audit_stays();
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    parts = [
        f"CREATE TABLE centre_event_{part} PARTITION OF centre_event"
        f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
        for part in range(PARTS)
    ]
    op.get_bind().exec_driver_sql(TABLES + ";\n".join(parts))
