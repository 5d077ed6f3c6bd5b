"""How the schools of a scope are: how many are connected, heard of, silent; the newest word."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.scopes import IN_SCOPE, Scope
from app.clock import now_ms

DAY_MS = 86_400_000
# A school from which nothing was heard for so long is called silent.
SILENT_DAYS = 14
# A copy of a laptop is shown as new for so long.
NEW_COPY_DAYS = 30

# Of each school `s`: its laptops that may send, when one was heard, and what to look at.
LAPTOPS = """
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE n.revoked_ms IS NULL) AS laptops,
    count(*) FILTER (WHERE n.revoked_ms IS NOT NULL) AS revoked,
    max(n.last_heard_ms) AS heard_ms,
    coalesce(bool_or(n.clock_odd) FILTER (WHERE n.revoked_ms IS NULL), false) AS clock,
    coalesce(bool_or(n.copied_from IS NOT NULL AND n.enrolled_ms > :copied)
      FILTER (WHERE n.revoked_ms IS NULL), false) AS copied
  FROM centre_node n WHERE n.school_id = s.id
) l ON true
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many schools of a scope there are, and how they are."""

    schools: int
    connected: int
    heard: int  # in the last SILENT_DAYS days
    silent: int  # connected, and not heard since
    look: int  # with a clock that is off or a copied laptop
    codes: int  # made and not used yet, nor too old

    @property
    def waiting(self) -> int:
        """Schools that no laptop was connected for yet."""
        return self.schools - self.connected


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done already of a centre's beginning."""

    named: bool
    areas: bool
    schools: bool
    codes: bool
    heard: bool

    @property
    def done(self) -> bool:
        """Whether the beginning is over: a first school was heard."""
        return self.heard and self.schools


def moments() -> dict[str, int]:
    """The times that tell silent schools and new copies apart: the values of LAPTOPS."""
    now = now_ms()
    return {"silent": now - SILENT_DAYS * DAY_MS, "copied": now - NEW_COPY_DAYS * DAY_MS}


def counts(connection: Connection, scope: Scope) -> Counts:
    """How the schools of a scope are, in one pass over schools and laptops."""
    row = connection.execute(
        text(
            "WITH l AS (SELECT n.school_id, max(n.last_heard_ms) AS heard_ms, bool_or(n.clock_odd"
            "  OR (n.copied_from IS NOT NULL AND n.enrolled_ms > :copied)) AS look"
            "  FROM centre_node n WHERE n.revoked_ms IS NULL GROUP BY n.school_id),"
            " c AS (SELECT school_id, count(*) AS codes FROM centre_code"
            "  WHERE used_ms IS NULL AND expires_ms > :now GROUP BY school_id)"
            " SELECT count(*) AS schools, count(l.school_id) AS connected,"
            " count(*) FILTER (WHERE l.heard_ms >= :silent) AS heard,"
            " count(*) FILTER (WHERE l.look) AS look, coalesce(sum(c.codes), 0) AS codes"
            " FROM centre_school s LEFT JOIN l ON l.school_id = s.id"
            f" LEFT JOIN c ON c.school_id = s.id WHERE {IN_SCOPE}"
        ),
        {**moments(), **scope.values, "now": now_ms()},
    ).one()
    silent = row.connected - row.heard
    return Counts(row.schools, row.connected, row.heard, silent, row.look, int(row.codes))


def steps(connection: Connection) -> Steps:
    """How far a new centre is."""
    row = connection.execute(
        text(
            "SELECT (SELECT name <> '' FROM centre_state) AS named,"
            " EXISTS (SELECT 1 FROM centre_area WHERE parent_id IS NOT NULL) AS areas,"
            " EXISTS (SELECT 1 FROM centre_school) AS schools,"
            " EXISTS (SELECT 1 FROM centre_code) AS codes,"
            " EXISTS (SELECT 1 FROM centre_node WHERE last_heard_ms IS NOT NULL) AS heard"
        )
    ).one()
    return Steps(bool(row.named), row.areas, row.schools, row.codes, row.heard)
