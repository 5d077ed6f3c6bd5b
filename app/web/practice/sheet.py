"""The sheet that a student works on: an exercise's cells with what she typed, and back again."""

import copy
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from markupsafe import Markup

_FIRST_HEADING = re.compile(r"\s*<h[1-6][^>]*>(.*?)</h[1-6]>", re.S)
Notebook = dict[str, Any]
Kind = Literal["text", "locked", "code", "answer", "test"]


class CellLike(Protocol):
    """What the sheet needs to know of one cell of an exercise's page."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def locked(self) -> bool: ...
    @property
    def solution(self) -> bool: ...
    @property
    def grade_id(self) -> str: ...
    @property
    def points(self) -> float: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Slot:
    """One cell as the page shows it.

    "text" is rendered Markdown, "locked" code that cannot be changed, "code" and "answer" (prose)
    are typed in, "test" gives points. An `extra` cell is the student's own, from an upload.
    """

    id: str
    kind: Kind
    number: int = 0
    html: str = ""
    source: str = ""
    title: str = ""
    points: float = 0.0
    extra: bool = False

    @property
    def rows(self) -> int:
        """Lines of the text box, with a spare one."""
        return max(3, self.source.count("\n") + 2)

    @property
    def typed(self) -> bool:
        """Whether the student types in it."""
        return self.kind in ("code", "answer")


def sheet(cells: Sequence[CellLike], draft: Notebook | None) -> tuple[Slot, ...]:
    """The exercise's cells in order, with the draft's texts and the student's own cells."""
    texts = _texts(draft, cells)
    own = _own_cells(draft, cells)
    slots = _own_slots(own.get("", ()))
    for cell in cells:
        if cell.kind != "raw":
            slots.append(_slot(cell, texts.get(cell.id)))
        slots.extend(_own_slots(own.get(cell.id, ())))
    return _numbered(slots)


def without_title(slots: Sequence[Slot], title: str) -> tuple[Slot, ...]:
    """The slots without a first heading that says once more what the page is called."""
    if slots and slots[0].kind == "text":
        first = _FIRST_HEADING.match(slots[0].html)
        if first and _words(first[1]) == _words(title):
            return (replace(slots[0], html=slots[0].html[first.end() :]), *slots[1:])
    return tuple(slots)


def _words(html: str) -> str:
    return " ".join(Markup(html).striptags().split())


def assemble(release: Notebook, slots: Sequence[Slot], texts: Mapping[str, str]) -> Notebook:
    """The release with a text for each slot that is typed in: `texts` first, else the slot's."""
    notebook = copy.deepcopy(release)
    by_id = {slot.id: slot for slot in slots}
    cells: list[dict[str, Any]] = []
    for slot in _leading(slots):
        cells.append(_own_cell(slot, texts))
    for cell in notebook["cells"]:
        cells.append(cell)
        place = by_id.get(cell.get("id", ""))
        if place is None:
            continue
        if place.typed:
            cell["source"] = plain_lines(texts.get(place.id, place.source))
        cells.extend(_own_cell(own, texts) for own in _following(slots, place))
    notebook["cells"] = cells
    return notebook


def typed_texts(slots: Sequence[Slot]) -> dict[str, str]:
    """What stands in each slot that is typed in, by id."""
    return {slot.id: slot.source for slot in slots if slot.typed}


def runnable(notebook: Notebook, wanted: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """(id, source) of the code cells with any code, in order; only those `wanted`, if any are."""
    return tuple(
        (cell["id"], cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and cell["source"].strip()
        and (not wanted or cell["id"] in wanted)
    )


def plain_lines(text: str) -> str:
    """Text with the line ends that a notebook has; a form's are those of the network."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def cell_source(cell: Mapping[str, Any]) -> str:
    """A cell's text; a notebook may hold it as a list of lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _slot(cell: CellLike, text: str | None) -> Slot:
    kind: Kind
    if cell.kind == "markdown":
        kind = "answer" if cell.solution else "text"
    elif cell.solution or not cell.locked:
        kind = "code"
    else:
        kind = "test" if cell.points or cell.title else "locked"
    slot = Slot(cell.id, kind, 0, cell.html, cell.source, cell.title, cell.points)
    return replace(slot, source=text) if text is not None and slot.typed else slot


def _numbered(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    counts = {"code": 0, "answer": 0}
    numbered = []
    for slot in slots:
        row = "answer" if slot.kind == "answer" else "code"
        if slot.kind in ("code", "locked", "answer"):
            counts[row] += 1
            slot = replace(slot, number=counts[row])
        numbered.append(slot)
    return tuple(numbered)


def _page_id(cell: Mapping[str, Any], cells: Sequence[CellLike]) -> str | None:
    """The id of the exercise's cell that a draft's cell stands for, None for one of her own."""
    name = _grade_id(cell)
    for ours in cells:
        if ours.id == cell.get("id") or (name and ours.grade_id == name):
            return ours.id
    return None


def _texts(draft: Notebook | None, cells: Sequence[CellLike]) -> dict[str, str]:
    """The draft's texts by the id that the page gives the cell."""
    texts = {}
    for cell in (draft or {}).get("cells", ()):
        page_id = _page_id(cell, cells)
        if page_id is not None:
            texts[page_id] = cell_source(cell)
    return texts


def _own_cells(
    draft: Notebook | None, cells: Sequence[CellLike]
) -> dict[str, list[dict[str, Any]]]:
    """The cells that only the draft has, by the id of the exercise's cell that they follow."""
    own: dict[str, list[dict[str, Any]]] = {}
    ours = {cell.source.strip() for cell in cells}
    anchor = ""
    for number, cell in enumerate((draft or {}).get("cells", ())):
        page_id = _page_id(cell, cells)
        if page_id is not None:
            anchor = page_id
            continue
        # A notebook in an old format comes back with other ids, but the same text.
        if (
            cell["cell_type"] != "raw"
            and not _is_fixed(cell)
            and cell_source(cell).strip() not in ours
        ):
            own.setdefault(anchor, []).append({**cell, "id": cell.get("id") or f"own-{number}"})
    return own


def _own_slots(cells: Sequence[dict[str, Any]]) -> list[Slot]:
    return [
        Slot(
            cell["id"],
            "code" if cell["cell_type"] == "code" else "answer",
            source=cell_source(cell),
            extra=True,
        )
        for cell in cells
    ]


def _own_cell(slot: Slot, texts: Mapping[str, str]) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "id": slot.id,
        "cell_type": "code" if slot.kind == "code" else "markdown",
        "metadata": {},
        "source": plain_lines(texts.get(slot.id, slot.source)),
    }
    if slot.kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def _leading(slots: Sequence[Slot]) -> list[Slot]:
    first = next((at for at, slot in enumerate(slots) if not slot.extra), len(slots))
    return list(slots[:first])


def _following(slots: Sequence[Slot], slot: Slot) -> list[Slot]:
    start = next(at for at, one in enumerate(slots) if one.id == slot.id) + 1
    end = next((at for at in range(start, len(slots)) if not slots[at].extra), len(slots))
    return list(slots[start:end])


def _grade_id(cell: Mapping[str, Any]) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _is_fixed(cell: Mapping[str, Any]) -> bool:
    """A test or locked cell, of an older release of the exercise perhaps: not the student's."""
    about = cell.get("metadata", {}).get("nbgrader", {})
    return bool(about.get("grade") or about.get("locked")) and not about.get("solution")
