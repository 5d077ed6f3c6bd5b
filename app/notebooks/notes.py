"""Short remarks about a notebook: an id and values, so that each reader gets her language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from app.errors import N_


@dataclass(frozen=True)
class Note:
    """A remark: `sentence` is the gettext msgid that `values` fill in.

    Pages show `_(note.sentence, **note.values)`; `str(note)` is the English sentence.
    """

    id: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    sentences: ClassVar[Mapping[str, str]] = {
        "missing-test": N_(
            "The test cell “%(cell)s” was missing and has been put back in its place."
        ),
        "missing-locked": N_("The cell “%(cell)s” was missing and has been put back in its place."),
        "missing-answer": N_("The answer cell “%(cell)s” is missing."),
        "duplicate": N_(
            "The cell “%(cell)s” is there more than once. The last one counts, the others are "
            "kept as ordinary cells."
        ),
        "foreign": N_(
            "The cell “%(cell)s” belongs to another exercise. It is kept as an ordinary cell."
        ),
        "changed-test": N_(
            "The test cell “%(cell)s” had been changed. The exercise's own test is used."
        ),
        "changed-locked": N_(
            "The cell “%(cell)s” may not be changed. The exercise's own text is used."
        ),
        "changed-type": N_("The cell “%(cell)s” had become another kind of cell. It is put right."),
    }

    @property
    def sentence(self) -> str:
        """The gettext msgid, or the id itself where this version does not know it."""
        return self.sentences.get(self.id, self.id)

    def __str__(self) -> str:
        return self.sentence % dict(self.values) if self.values else self.sentence

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can hold."""
        return {"id": self.id, "values": dict(self.values)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The note that `to_json` told of."""
        return cls(str(data["id"]), dict(data.get("values") or {}))
