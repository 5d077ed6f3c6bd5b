"""The school that a certificate names, where a restored centre may have forgotten it."""

from sqlalchemy import Connection, text

from app.centre.areas import country
from app.centre.audit import note
from app.clock import now_ms
from app.sync.wire.certificates import Certificate


def certified_school(connection: Connection, root_certificate: Certificate) -> int:
    """The school that a certificate names; made anew where a restored centre has forgotten it."""
    number, _, name = root_certificate.school.partition(" ")
    found = connection.scalar(
        text("SELECT id FROM centre_school WHERE id = :id AND (name = :name OR :name = '')"),
        {"id": int(number) if number.isascii() and number.isdecimal() else 0, "name": name},
    )
    if found is None:
        found = connection.scalar(
            text(
                "SELECT id FROM centre_school WHERE name = :name AND area_id = :area"
                " ORDER BY id LIMIT 1"
            ),
            {"name": name, "area": (top := country(connection).id)},
        )
    if found is None:
        found = connection.scalar(
            text(
                "INSERT INTO centre_school (area_id, name, reference, created_ms)"
                " VALUES (:area, :name, '', :now) RETURNING id"
            ),
            {"area": top, "name": name or number, "now": now_ms()},
        )
        note(connection, "centre", "school-remembered", school=found, name=name)
    return int(found)
