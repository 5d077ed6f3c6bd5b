"""What has changed on a page since it was sent last: small values by name, each with a number.

Every change gets the next number. A page says the number that it has got to, and is sent the
changes after it, oldest first, as many as fit; the rest comes with its next question.
"""

import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field


@dataclass
class Board:
    """The values of one page. `run` tells it from a board that was made anew, whose numbers mean
    something else."""

    run: str = field(default_factory=lambda: secrets.token_urlsafe(4))
    number: int = 0
    values: OrderedDict[str, tuple[int, str]] = field(default_factory=OrderedDict)

    def show(self, values: Mapping[str, str]) -> None:
        """Take the present values; those that are no longer among them become empty."""
        gone = {name: "" for name in self.values if name not in values}
        for name, value in (*values.items(), *gone.items()):
            if self.values.get(name, (0, ""))[1] != value:
                self.number += 1
                self.values[name] = (self.number, value)
                self.values.move_to_end(name)

    def since(self, number: int) -> list[tuple[int, str, str]]:
        """Number, name and value of what has changed after this number, in order."""
        found = []
        for name in reversed(self.values):
            at, value = self.values[name]
            if at <= number:
                break
            found.append((at, name, value))
        return found[::-1]


class Boards:
    """The boards used last, by what they are of."""

    def __init__(self, most: int = 60) -> None:
        self._most = most
        self._boards: OrderedDict[Hashable, Board] = OrderedDict()
        self._lock = threading.Lock()

    def show(
        self, of: Hashable, values: Mapping[str, str], since: int
    ) -> tuple[str, int, list[tuple[int, str, str]]]:
        """Bring a board up to date: its run, its number, and what has changed since a number."""
        with self._lock:
            board = self._boards.setdefault(of, Board())
            self._boards.move_to_end(of)
            while len(self._boards) > self._most:
                self._boards.popitem(last=False)
            board.show(values)
            return board.run, board.number, board.since(since)


def packet(changes: list[tuple[int, str, str]], size: Callable[[bytes], int], most: int) -> bytes:
    """As many of the changes as fit into `most` bytes by `size`, at least one, as JSON: `n` is the
    number got to, `d` the values by name, and `more` is there where some are left."""
    count = len(changes)
    while True:
        chosen = changes[:count]
        told: dict[str, object] = {"n": chosen[-1][0], "d": {name: v for _n, name, v in chosen}}
        if count < len(changes):
            told["more"] = 1
        data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        if count == 1 or size(data) <= most:
            return data
        count = max(1, count * 3 // 4)
