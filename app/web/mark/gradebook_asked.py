"""What the gradebook's address asks for: which items, what of them, which students, what order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

SHOWS = ("mark", "attempts", "best", "last")
ONLY = ("", "person", "late", "failed", "missing")


@dataclass(frozen=True)
class Asked:
    """`show` is what an exercise's cells say, `only` what a row needs to have to be listed, `sort`
    a column's key, with a minus sign for the largest first. `course` is a slug, empty for all."""

    course: str = ""
    show: str = "mark"
    only: str = ""
    name: str = ""
    sort: str = "name"
    active: bool = False  # only students who are not suspended
    quizzes: bool = False
    lessons: bool = False
    items: str = ""  # the part of the columns; "all" for all

    @property
    def query(self) -> str:
        """The address's query, without what is as usual."""
        usual, given = vars(Asked()), vars(self)
        pairs = {
            name: "1" if value is True else value
            for name, value in given.items()
            if value != usual[name]
        }
        return f"?{urlencode(pairs)}"

    @property
    def everything(self) -> "Asked":
        """Without filters and order, the same columns' part."""
        return Asked(items=self.items)

    def of_part(self, name: str) -> "Asked":
        """The same for another part of the columns."""
        return replace(self, items=name)

    def sorted_by(self, key: str) -> "Asked":
        """The same by a column; by the one that it is sorted by already, the other way round."""
        return replace(self, sort=f"-{key}" if self.sort == key else key)


def asked(args: Mapping[str, str]) -> Asked:
    """What the address asks for; what is unknown is as usual."""
    show, only = args.get("show", ""), args.get("only", "")
    return Asked(
        course=args.get("course", "")[:100],
        show=show if show in SHOWS else "mark",
        only=only if only in ONLY else "",
        name=" ".join(args.get("name", "").split())[:80],
        sort=args.get("sort", "name")[:20] or "name",
        active=bool(args.get("active")),
        quizzes=bool(args.get("quizzes")),
        lessons=bool(args.get("lessons")),
        items=args.get("items", "")[:4],
    )
