"""A hub's conversation with the next hop: greetings page by page, and batches, each checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.centre.generation import centre
from app.centre.hub_greeting import Asking, Greeting, greet, has_news, note_told, unsettled
from app.centre.hub_hearing import Heard, hear_answer, hear_statement
from app.centre.hub_link import Upstream, connected
from app.centre.transactions import reading, writing
from app.sync import wire
from app.sync.link_errors import AskedToWait, CentreKeyChanged, OtherAnswer, Unreached
from app.sync.talking import MOST_HELLOS, Talk

PAGE, PAGE_MORE = 400, 50  # chains of one greeting; with more points of each
Answer = TypeVar("Answer")


@dataclass
class HubTalk:
    """One run's conversation; `talk` sends and counts bytes. `there` are places
    that the next hop said in this run that it holds or has set aside."""

    talk: Talk
    certificates: bool = False
    there: set[tuple[wire.ChainName, wire.Point]] = field(default_factory=set)

    def greet_all(self) -> None:
        """Speak about every chain that is not settled, until nothing more follows."""
        for _ in range(MOST_HELLOS):
            with reading() as connection:
                late = unsettled(connection)
            if not self.greet(late):
                break
        else:
            raise OtherAnswer(url=self.upstream().url, reason="it never agrees on what it has")
        with reading() as connection:
            more = has_news(connection)
        if more:
            self.greet([])

    def greet(self, chains: Sequence[wire.ChainName], *, more: bool = False) -> bool:
        """Speak about these chains; whether all is to be said again, as a life is new."""
        asked: set[wire.ChainName] = set()
        todo = [(list(chains), more)]
        while todo:
            names, with_more = todo.pop(0)
            heard = self._pages(names, more=with_more)
            if heard.new or heard.rival:
                return True
            lost = heard.lost - asked
            asked |= lost
            if lost and not with_more:
                todo.append((sorted(lost), True))
        return False

    def send(self, data: bytes) -> Heard:
        """Send a batch once and act on its receipt; raises a LinkError."""
        up = self.upstream()
        packed = self.talk.post("/sync/batch", data)
        said = self._checked(up, lambda: wire.unpack_statement(packed, up.key))
        heard = hear_statement(said, packed)
        self.there |= heard.there
        return heard

    def upstream(self) -> Upstream:
        """The next hop as it is known now."""
        with reading() as connection:
            return connected(connection)

    def _pages(self, chains: Sequence[wire.ChainName], *, more: bool) -> Heard:
        heard = Heard()
        size = PAGE_MORE if more else PAGE
        pages = [chains[start : start + size] for start in range(0, len(chains), size)]
        for page in pages or [[]]:
            heard.add(self._page(page, more=more))
            if heard.new or heard.rival:
                break
        return heard

    def _page(self, chains: Sequence[wire.ChainName], *, more: bool) -> Heard:
        try:
            answer = self._once(chains, more=more)
        except wire.TooLarge:
            if len(chains) < 2:
                raise
            half = len(chains) // 2
            heard = self._page(chains[:half], more=more)
            if not (heard.new or heard.rival):
                heard.add(self._page(chains[half:], more=more))
            return heard
        if answer.send_certificates:
            if self.certificates:
                raise OtherAnswer(url=self.upstream().url, reason="it does not take certificates")
            self.certificates = True
            return self._page(chains, more=more)
        return self._heard(answer)

    def _once(self, chains: Sequence[wire.ChainName], *, more: bool) -> wire.HelloAnswer:
        asking = Asking(frozenset(chains if more else ()), self.certificates)
        while True:
            with writing() as connection:
                us, up = centre(connection), connected(connection)
                greeting = greet(connection, us, up, self.talk.terms.app_version, chains, asking)
            try:
                packed = self.talk.post("/sync/hello", greeting.data)
                break
            except (Unreached, AskedToWait) as error:
                self.talk.patience.failed(error)
        answer = self._checked(up, lambda: wire.unpack_hello_answer(packed, up.key))
        if answer.to != wire.hello_digest(greeting.data) or answer.statement.by != up.key:
            raise OtherAnswer(url=up.url, reason="an answer to something else")
        self.talk.patience.worked()
        self._note(greeting, answer)
        return answer

    def _note(self, greeting: Greeting, answer: wire.HelloAnswer) -> None:
        if not answer.send_certificates:
            with writing() as connection:
                # Not of an older life, nor of a new one, which voids what was noted.
                if connected(connection).generation in (None, answer.statement.generation):
                    note_told(connection, greeting)

    def _heard(self, answer: wire.HelloAnswer) -> Heard:
        try:
            heard = hear_answer(answer)
        except wire.WireError as error:
            raise OtherAnswer(url=self.upstream().url, reason="a damaged message") from error
        self.there |= heard.there
        return heard

    def _checked(self, up: Upstream, unpack: Callable[[], Answer]) -> Answer:
        try:
            found = unpack()
        except wire.BadSignature as error:
            raise CentreKeyChanged(url=up.url) from error
        except wire.WireError as error:
            raise OtherAnswer(url=up.url, reason="not a message of this Kisima") from error
        self.talk.reached = True
        return found
