"""What the centre's dashboards show, counted when events arrive; on PostgreSQL only.

A figure is kept for a school, a period and a topic. A period is a week (Monday to Sunday in UTC,
counted from 1970; some 2,950 in these years) or a quarter (year * 4 + 0 to 3; above 8,000). Topic
0 is everything; others are a course (by weeks), a question or a test (by quarters).

`who` says which students the figure counts: a bit for each number of `centre_student`.
An area has the sums of its own schools' figures, those of fewer than five students apart (`small`).
What is still to be added to them is left in `centre_area_change` by whoever counted.
A region and the country have the sums of what may be shown of all areas in them (`centre_total`),
in parts (`slot`) so that laptops that send at the same time seldom wait for each other.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE centre_topic (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('course', 'exercise', 'question', 'test')),
  course text NOT NULL,
  name text NOT NULL,
  school_id integer NOT NULL,
  UNIQUE (kind, course, name)
);
CREATE INDEX centre_topic_school ON centre_topic (school_id);
CREATE TABLE centre_origin_school (
  origin bytea PRIMARY KEY,
  school_id integer NOT NULL
);
CREATE INDEX centre_origin_school_school ON centre_origin_school (school_id);
CREATE TABLE centre_student (
  school_id integer NOT NULL,
  pseudonym bytea NOT NULL,
  number integer NOT NULL,
  PRIMARY KEY (school_id, pseudonym)
);
-- The schools that have as many as can be counted, and so cannot be right.
CREATE INDEX centre_student_last ON centre_student (school_id) WHERE number >= 19999;
CREATE TABLE centre_reached (
  school_id integer NOT NULL,
  topic integer NOT NULL,
  number integer NOT NULL,
  week smallint NOT NULL,
  PRIMARY KEY (school_id, topic, number)
);
CREATE TABLE centre_figure (
  school_id integer NOT NULL,
  topic integer NOT NULL,
  students integer NOT NULL,
  lessons integer NOT NULL,
  handed_in integer NOT NULL,
  passed integer NOT NULL,
  completed integer NOT NULL,
  good integer NOT NULL,
  bad integer NOT NULL,
  period smallint NOT NULL,
  who bytea NOT NULL,
  PRIMARY KEY (school_id, period, topic)
) WITH (fillfactor = 80);
CREATE TABLE centre_area_figure (
  area_id integer NOT NULL,
  topic integer NOT NULL,
  students bigint NOT NULL,
  lessons bigint NOT NULL,
  handed_in bigint NOT NULL,
  passed bigint NOT NULL,
  completed bigint NOT NULL,
  good bigint NOT NULL,
  bad bigint NOT NULL,
  period smallint NOT NULL,
  small boolean NOT NULL,
  PRIMARY KEY (area_id, period, topic, small)
) WITH (fillfactor = 80);
CREATE TABLE centre_area_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  area_id integer NOT NULL,
  changes text NOT NULL
);
CREATE TABLE centre_total (
  area_id integer NOT NULL,
  topic integer NOT NULL,
  students bigint NOT NULL,
  lessons bigint NOT NULL,
  handed_in bigint NOT NULL,
  passed bigint NOT NULL,
  completed bigint NOT NULL,
  good bigint NOT NULL,
  bad bigint NOT NULL,
  period smallint NOT NULL,
  slot smallint NOT NULL,
  PRIMARY KEY (area_id, period, topic, slot)
) WITH (fillfactor = 80);
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(TABLES)
