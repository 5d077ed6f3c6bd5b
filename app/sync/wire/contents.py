"""The contents of a batch: each different (kind, item, payload) once, however many events say it.

In memory a list of such triples; packed as tables of kinds, items and payload forms, and columns
of numbers that say which belong together and what goes into the forms' places.
"""

from collections.abc import Sequence

from app.sync.wire.errors import Damaged, TooLarge
from app.sync.wire.payload_texts import places, split
from app.sync.wire.planes import steps, sums
from app.sync.wire.sections import SectionsReader, SectionsWriter

Content = tuple[str, str | None, str]
LONGEST = {"d": 20, "s": 32}  # what a place of a form grows to


def write_contents(contents: Sequence[Content], to: SectionsWriter, most_bytes: int) -> None:
    """Tables, columns and salts. Raises TooLarge for what read_contents would refuse."""
    longest = 0
    kinds, items, forms = _Table(), _Table(), _Table()
    which: list[tuple[int, int, int]] = []
    numbers: list[list[list[int]]] = []  # of each form: of each content: what goes into its places
    salts: list[list[bytes]] = []
    for kind, item, payload in contents:
        form, its_numbers, its_salts = split(payload)
        longest += len(form) + LONGEST["d"] * len(its_numbers) + LONGEST["s"] * len(its_salts)
        if longest > most_bytes:
            raise TooLarge(most=most_bytes)
        place = forms.place(form)
        if place == len(numbers):
            numbers.append([])
            salts.append([])
        numbers[place].append(its_numbers)
        salts[place] += its_salts
        which.append((kinds.place(kind), 0 if item is None else items.place(item) + 1, place))
    for table in (kinds, items, forms):
        to.facts.several(table, to.facts.text)
    to.facts.varint(len(which))
    for column in zip(*which, strict=True) if which else ((), (), ()):
        to.column(steps(column))
    for rows in numbers:
        for column in zip(*rows, strict=True):
            to.column(column)
    for its_salts in salts:
        to.raw(b"".join(its_salts))


def read_contents(data: SectionsReader, most_contents: int, most_bytes: int) -> list[Content]:
    """The reverse. Raises TooLarge before more than `most_bytes` of text are made."""
    facts = data.facts
    kinds = facts.several(facts.text, most_contents)
    items = (None, *facts.several(facts.text, most_contents))
    forms = facts.several(facts.text, most_contents)
    count = facts.varint()
    if count > most_contents:
        raise Damaged(reason="more contents than events")
    which = [sums(data.column(count)) for _ in range(3)]
    for column, table in zip(which, (kinds, items, forms), strict=True):
        if column and not 0 <= min(column) <= max(column) < len(table):
            raise Damaged(reason="a place outside its table")
    uses = [0] * len(forms)
    for form in which[2]:
        uses[form] += 1
    marks = []
    longest = 0
    for text, used in zip(forms, uses, strict=True):
        found = places(text)
        if found is None or not used:
            raise Damaged(reason="a form that fits nothing")
        marks.append(found)
        longest += used * (len(text) + sum(LONGEST[mark] for mark in found))
        if longest > most_bytes:
            raise TooLarge(most=most_bytes)
    columns = [
        [data.column(used) if mark == "d" else None for mark in found]
        for found, used in zip(marks, uses, strict=True)
    ]
    payloads = []
    for text, its_columns, used in zip(forms, columns, uses, strict=True):
        payloads.append(iter(_filled(text, its_columns, used, data)))
    return [
        (kinds[kind], items[item], next(payloads[form]))
        for kind, item, form in zip(*which, strict=True)
    ]


def _filled(
    form: str, columns: list[Sequence[int] | None], used: int, data: SectionsReader
) -> list[str]:
    # The form's text once for each use, its places filled from the columns and the salts.
    if not columns:
        return [form % ()] * used
    per_use = columns.count(None)
    digits = data.raw(16 * per_use * used).hex()
    texts = []
    at = 0
    for use in range(used):
        values: list[int | str] = []
        for column in columns:
            if column is None:
                values.append(digits[at : at + 32])
                at += 32
            else:
                values.append(column[use])
        texts.append(form % tuple(values))
    return texts


class _Table(dict[str, int]):
    """Texts in the order in which they were first met."""

    def place(self, text: str) -> int:
        return self.setdefault(text, len(self))
