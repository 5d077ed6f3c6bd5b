"""Whatever is refused is told to its sender and noted in the audit log, with its reason."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.centre.audit import note
from app.centre.nodes import count_bytes
from app.centre.transactions import CentreBusy, CentreFull, writing
from app.centre.tries import may_note
from app.errors import KisimaError


@contextmanager
def noting_refusals(who: bytes | str, size: int = 0, /, **values: object) -> Iterator[None]:
    """Note a named failure of what is inside, and let it go on to the sender.

    `who` is the id of a laptop whose signature was checked, for which `size` bytes are counted as
    sent today, since they made work; or an address. Only so many an hour are noted for each, so
    that nobody fills the log; being busy or full is no refusal.
    """
    try:
        yield
    except (CentreBusy, CentreFull):
        raise
    except KisimaError as error:
        try:
            with writing() as connection:
                if isinstance(who, bytes):
                    count_bytes(connection, who, size)
                name = who.hex() if isinstance(who, bytes) else who
                if may_note(connection, name):
                    shown = {key: str(value)[:200] for key, value in error.values.items()}
                    note(connection, name, "refused", **{**values, **shown, "error": error.id})
        except (CentreBusy, CentreFull):
            pass  # the sender is told all the same
        raise
