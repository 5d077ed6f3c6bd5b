"""Speaking to the centre: requests that are tried again, and answers that are checked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import update

from app import journal
from app.database import transaction
from app.sync import wire
from app.sync.budget import Budget
from app.sync.greeting import Asking, greet
from app.sync.hearing import Heard, hear, hear_answer
from app.sync.http import Transport
from app.sync.link import Link, connected
from app.sync.link_errors import AskedToWait, CentreKeyChanged, OtherAnswer, Unreached
from app.sync.models import SyncRun
from app.sync.patience import Patience
from app.sync.terms import Terms, looking

MOST_HELLOS = 8
Answer = TypeVar("Answer")
_RUN = SyncRun.__table__


@dataclass
class Talk:
    """One run's conversation; `run` is the number of its row, `reached` whether anything of the
    centre's own came back."""

    terms: Terms
    transport: Transport
    patience: Patience
    run: int
    budget: Budget
    reached: bool = False
    found_out: Heard = field(default_factory=Heard)

    def hello(self, asking: Asking | None = None) -> None:
        """Say hello until nothing more follows from the answer."""
        asking = asking or Asking()
        asked_about: frozenset[bytes] = frozenset()
        for _ in range(MOST_HELLOS):
            answer = self._hello_once(asking)
            if answer.send_certificates and not asking.certificates:
                asking = Asking(asking.everything, asking.lost, certificates=True)
                continue
            heard = hear_answer(answer, "http", self.terms.app_version)
            self.found_out |= heard
            lost = heard.lost - asked_about
            asked_about |= lost
            if not (heard.new or heard.rival or lost or heard.forked or heard.copied):
                return
            asking = Asking(heard.new, lost, certificates=heard.copied)
        raise OtherAnswer(url=self.link().url, reason="it never agrees on what it has")

    def send(self, batch: wire.Batch, data: bytes) -> Heard:
        """Send a batch once and act on the receipt; raises a LinkError."""
        link = self.link()
        receipt = self.post("/sync/batch", data)
        statement = self._checked(link, lambda: wire.unpack_statement(receipt, link.centre_key))
        heard = hear(statement, "http", self.terms.app_version)
        self.found_out |= heard
        return heard

    def post(self, path: str, data: bytes) -> bytes:
        """One request; its bytes are counted whatever becomes of it. Raises a LinkError, or
        BudgetUsedUp before anything is sent."""
        if not self.terms.now:
            self.budget.check()
        up, down = self.transport.up, self.transport.down
        try:
            return self.transport.post(path, data)
        finally:
            self._count(self.transport.up - up, self.transport.down - down)

    def link(self) -> Link:
        """The link as it is now."""
        with looking() as session:
            return connected(session)

    def _hello_once(self, asking: Asking) -> wire.HelloAnswer:
        while True:
            with looking() as session:
                link, keys = connected(session), journal.keys(session)
                data = greet(session, link, keys, self.terms.app_version, asking)
            try:
                answer = self.post("/sync/hello", data)
                break
            except (Unreached, AskedToWait) as error:
                self.patience.failed(error)
        found = self._checked(link, lambda: wire.unpack_hello_answer(answer, link.centre_key))
        if found.to != wire.hello_digest(data) or found.statement.by != link.centre_key:
            raise OtherAnswer(url=link.url, reason="an answer to something else")
        self.patience.worked()
        return found

    def _checked(self, link: Link, unpack: Callable[[], Answer]) -> Answer:
        """What the centre's key signed; raises CentreKeyChanged or OtherAnswer."""
        try:
            found = unpack()
        except wire.BadSignature as error:
            raise CentreKeyChanged(url=link.url) from error
        except wire.WireError as error:
            raise OtherAnswer(url=link.url, reason=_short(error)) from error
        self.reached = True
        return found

    def _count(self, up: int, down: int) -> None:
        with transaction() as session:
            session.execute(
                update(SyncRun)
                .where(_RUN.c.id == self.run)
                .values(bytes_up=_RUN.c.bytes_up + up, bytes_down=_RUN.c.bytes_down + down),
                execution_options={"synchronize_session": False},
            )
        self.budget = Budget(self.budget.used + up + down, self.budget.most)


def _short(error: wire.WireError) -> str:
    if isinstance(error, wire.OtherThing):
        return "not a message of Kisima"
    if isinstance(error, wire.FutureVersion):
        return "it is newer than this Kisima; please update this one"
    return "a damaged message"
