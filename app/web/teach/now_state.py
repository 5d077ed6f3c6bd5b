"""The class now as small values by name, from which the page is made and brought up to date.

    s<student>    where she is: a place's number, "x" another course, "e" earlier today, "n" not
                  seen today; with a time where she has been quiet
    w<place>      students whose work waits to be tested, by number, with commas
    f<place>      students without success, each with how often she tried
    t0 t1 …       the tests that most fail on, as HTML
    o0 o1 …       the wrong options chosen most, as HTML

Students and places are numbered from 0 in the order of the page: no value holds a name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import get_template_attribute
from flask_babel import format_time

from app.catalog import Catalog
from app.catalog.markdown.plain_text import plain_text
from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import QuizPart
from app.catalog.one_line import one_line
from app.people.models import Account
from app.progress import class_today, quiz_today
from app.progress.failing_tests import failing_tests
from app.progress.last_work import last_work
from app.web.last_seen import LastSeen, Seen
from app.web.practice.titles_of_tests import titles_of_tests
from app.web.teach.now_places import Places

HERE_MS = 60 * 60_000  # who was seen in this time is still at it
QUIET_MS = 10 * 60_000  # after this the page says when she was seen
TRIES = 5  # without success
ROWS = 5  # of tests and of options
LONGEST = 70  # characters of a title, a question or an option


@dataclass(frozen=True)
class Now:
    """Whose values: the students in the order of the page, the places, and the time.

    `today_ms` is when the day began in the school's time zone.
    """

    students: Sequence[Account]
    places: Places
    now_ms: int
    today_ms: int
    pass_share: float
    lang: str


def values_of(now: Now, seen: LastSeen, catalog: Catalog) -> dict[str, str]:
    """All values that are not empty."""
    ids = [one.id for one in now.students]
    handed = class_today.hand_ins(ids, now.today_ms)
    stuck = class_today.without_success(handed, TRIES, now.pass_share)
    waits = class_today.waiting(ids)
    return (
        _where(now, seen, ids)
        | _by_place("w", now, [(key, "") for key in waits])
        | _by_place("f", now, [(key, f" {count}") for key, count in stuck.items()])
        | _tests(now, handed, catalog)
        | _options(now, quiz_today.tries(ids, now.today_ms), catalog)
    )


def _where(now: Now, seen: LastSeen, ids: list[int]) -> dict[str, str]:
    if unknown := seen.unknown(ids):
        seen.fill(unknown, _from_store(now, unknown))
    found = seen.of(ids)
    return {f"s{number}": _at(now, found.get(id)) for number, id in enumerate(ids)}


def _from_store(now: Now, ids: list[int]) -> dict[int, Seen]:
    found = {}
    for id, work in last_work(ids, now.today_ms).items():
        place = now.places.by_id.get((work.kind, work.id))
        exact = work.at_ms > 0
        found[id] = Seen(place.seen_as if place else "", work.at_ms or now.today_ms, exact)
    return found


def _at(now: Now, seen: Seen | None) -> str:
    if seen is None or seen.at_ms < now.today_ms:
        return "n"
    ago = now.now_ms - seen.at_ms
    at = f" {_clock(seen.at_ms)}" if seen.exact and ago >= QUIET_MS else ""
    if ago >= HERE_MS or not seen.exact:
        return f"e{at}"
    place = now.places.by_seen.get(seen.place)
    return f"{place.number if place else 'x'}{at}"


def _clock(at_ms: int) -> str:
    return str(format_time(datetime.fromtimestamp(at_ms / 1000, UTC), "short"))


def _by_place(
    letter: str, now: Now, found: Iterable[tuple[tuple[int, str], str]]
) -> dict[str, str]:
    """Students, each with some words, by the exercise's place; what is elsewhere is left out."""
    number_of = {one.id: number for number, one in enumerate(now.students)}
    rows: dict[str, list[tuple[int, str]]] = {}
    for (account_id, exercise_id), words in found:
        place = now.places.by_id.get(("exercise", exercise_id))
        if place is not None:
            rows.setdefault(f"{letter}{place.number}", []).append((number_of[account_id], words))
    return {name: ",".join(f"{n}{words}" for n, words in sorted(row)) for name, row in rows.items()}


def _tests(now: Now, handed: Sequence[class_today.HandIn], catalog: Catalog) -> dict[str, str]:
    ids = {one.id for one in now.places.all if one.kind == "exercise"}
    row = _macro("test")
    rows = failing_tests([one for one in handed if one.exercise_id in ids], ROWS)
    titles = {
        id: titles_of_tests(catalog, exercise, now.lang)
        for id in {one.exercise_id for one in rows}
        if (exercise := catalog.exercise_by_id(id))
    }
    return {
        f"t{number}": row(
            one.failed,
            one.students,
            clipped(now.places.by_id["exercise", one.exercise_id].title),
            clipped(titles.get(one.exercise_id, {}).get(one.grade_id) or one.title),
        )
        for number, one in enumerate(rows)
    }


def _options(now: Now, answers: Sequence[quiz_today.Try], catalog: Catalog) -> dict[str, str]:
    pages: dict[str, dict[str, Question]] = {}

    def question_of(lesson_id: str, question_id: str) -> Question | None:
        if lesson_id not in pages:
            place = now.places.by_id.get(("lesson", lesson_id))
            lesson = place.lesson if place else None
            parts = catalog.lesson_page(lesson, now.lang).parts if lesson else ()
            asked = [part.question for part in parts if isinstance(part, QuizPart)]
            pages[lesson_id] = {one.id: one for one in asked}
        return pages[lesson_id].get(question_id)

    row = _macro("option")
    return {
        f"o{number}": row(
            one.chosen,
            one.students,
            plain(one.question.prompt_html),
            plain(one.question.options[one.option].html),
        )
        for number, one in enumerate(quiz_today.wrong_options(answers, question_of, ROWS))
    }


def _macro(name: str) -> Callable[..., str]:
    macro: Callable[..., str] = get_template_attribute("teach/now_rows.html", name)
    return lambda *values: str(macro(*values)).strip()


def where(values: Mapping[str, str]) -> dict[str, list[tuple[int, str]]]:
    """The students by where they are, each with her time, as the page shows them at first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name, value in values.items():
        if name.startswith("s"):
            place, _space, time = value.partition(" ")
            found.setdefault(place, []).append((int(name[1:]), time))
    return found


def people(values: Mapping[str, str], letter: str) -> dict[int, list[tuple[int, str]]]:
    """The students of `w` or `f` by place, each with her words."""
    found = {}
    for name, value in values.items():
        if name.startswith(letter):
            pairs = [one.partition(" ") for one in value.split(",")]
            found[int(name[1:])] = [(int(number), words) for number, _space, words in pairs]
    return dict(sorted(found.items()))


def plain(words: str) -> str:
    """HTML as its text, in one line, not too long."""
    return clipped(one_line(plain_text(words, " ")))


def clipped(words: str) -> str:
    """Words that are not too long for a row."""
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
