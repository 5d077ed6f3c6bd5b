"""The kinds of events, and which of them may leave the school in full.

A kind that is not listed here stays: its events leave as digests, so that the chain is whole.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import N_


@dataclass(frozen=True)
class Kind:
    """A kind that leaves in full once its student has consented.

    `keys` are all that its payload may hold, and `sentence` tells a person what is in it.
    """

    name: str
    keys: frozenset[str]
    sentence: str


def _kind(name: str, keys: str, sentence: str) -> tuple[str, Kind]:
    return name, Kind(name, frozenset(keys.split()), sentence)


LEAVING = dict(
    [
        _kind("lesson-read", "course", N_("That a student read a lesson, and in which course.")),
        _kind(
            "quiz-answered",
            "course chosen right",
            N_(
                "Which options of a question a student chose and whether that was right; "
                "never what she typed."
            ),
        ),
        _kind(
            "handed-in",
            "course number",
            N_("That a student handed an exercise in, and for which time; never the notebook."),
        ),
        _kind(
            "graded",
            "course number score max tests",
            N_("The points of an exercise that was handed in, test by test."),
        ),
        _kind(
            "regraded",
            "course number score max tests",
            N_("The points of an exercise that was tested once more, test by test."),
        ),
        _kind("passed", "course", N_("That a student passed an exercise for the first time.")),
        _kind("completed", "", N_("That a student completed a course.")),
        _kind(
            "enrolled",
            "role",
            N_("That a student joined a class, by the class's number; never its name."),
        ),
        _kind("left-class", "", N_("That a student left a class, by the class's number.")),
        _kind(
            "announced",
            "salt",
            N_("A student's random number, under which the centre knows her; never her name."),
        ),
        _kind("consented", "salt way", N_("That a student agreed, herself or through her class.")),
        _kind(
            "disclosed",
            "events salt",
            N_("What a student did before she agreed, as far as it is of the kinds listed here."),
        ),
        _kind("erased", "pseudonym", N_("That the records of a student were erased.")),
        _kind("boot", "random version", N_("That the school's computer was started.")),
        _kind(
            "damaged",
            "epoch lost seq",
            N_("Which entries of the school's journal could not be read any more."),
        ),
    ]
)


def leaves(kind: str) -> bool:
    """Whether events of this kind may leave the school in full."""
    return kind in LEAVING


def may_leave(kind: str, payload: str) -> bool:
    """Whether an event may leave in full: its kind does, and its payload holds nothing more than
    that kind's may. Payloads written by earlier versions held answers as they were typed."""
    known = LEAVING.get(kind)
    return known is not None and known.keys.issuperset(json.loads(payload))


def check(kind: str, keys: Iterable[str]) -> None:
    """Raises ValueError where a payload would carry more out of the school than its kind says."""
    known = LEAVING.get(kind)
    if known is not None and (more := set(keys) - known.keys):
        raise ValueError(f"{kind} may not tell {', '.join(sorted(more))}")
