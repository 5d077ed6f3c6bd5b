"""A school's month, as its journal would hold it: whom a benchmark packs, sends and counts.

100 students in four classes go through the curriculum in lessons of an hour, 40 events a day
each, 22 days. A lesson is read, its questions are answered until they are right, its exercise is
handed in and graded until it is passed. Everything is drawn from one seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.journal.chain import canonical_json, digest_of
from app.journal.kinds import leaves
from app.sync.wire import Opening, WireEvent, blank

DAY_MS = 86_400_000
FIRST_DAY_MS = 1_793_577_600_000  # 2 November 2026, midnight in UTC
LESSON_MS = 3_600_000
# Lessons of each course in the curriculum; the first three of foundations are the real ones.
COURSES = {
    "foundations": "what-is-ai python-values functions-and-tests tables honest-charts randomness "
    "rules-or-learning good-question",
    "machine-learning": "data-sheet collecting-data train-test-leak linear-regression "
    "classification trees-and-forests clusters model-card",
    "neural-networks": "one-neuron gradients two-layers convolution word-vectors tokenizers "
    "language-model attention",
    "agriculture": "farm-as-data soil-and-water crop-advice pest-counts yield-forecast fair-prices",
    "health": "base-rates saying-refer outbreak-curves early-warning whose-body clinic-privacy",
    "energy-finance": "reading-the-meter load-forecast solar-sizing anomalies mobile-money credit",
    "responsible-ai": "harms discrimination consent where-data-goes audit synthetic-media "
    "our-rules",
}
WORDS = """which who what signs count first last best wrong right missing learned rule data label
mean sample chart table model test train error value list loop name price rain maize clinic
meter"""


@dataclass(frozen=True)
class Question:
    """A quiz question: how many options (0: something is typed) and which of them are right."""

    item: str
    options: int
    right: tuple[int, ...]
    hardness: float


@dataclass(frozen=True)
class Lesson:
    """A lesson with its questions and its exercise's tests (points each)."""

    course: str
    name: str
    questions: tuple[Question, ...]
    tests: dict[str, int]


@dataclass
class Month:
    """The events in the order of the journal, and the salts that their digests need."""

    opening: Opening
    salts: dict[int, bytes]
    events: list[WireEvent] = field(default_factory=list)

    def rows(self) -> list[WireEvent]:
        """The events as they leave: blank where their kind stays at the school."""
        return [
            event if leaves(event.kind) else blank(digest_of(event, self._salt))
            for event in self.events
        ]

    def _salt(self, subject: int | None) -> bytes:
        return self.opening.salt if subject is None else self.salts[subject]


@dataclass
class _Told:
    # What happened, before it has its place in the journal.
    at_ms: float
    subject: int | None
    kind: str
    item: str | None
    payload: dict[str, Any]


def school_month(
    students: int = 100, days: int = 22, a_day: int = 40, *, in_turn: bool = True, seed: int = 4
) -> Month:
    """The month. `in_turn`: the classes use one room after the other, else all at once."""
    chance = random.Random(seed)
    lessons = list(_lessons(chance))
    classes = [range(first, min(first + 25, students + 1)) for first in range(1, students + 1, 25)]
    name = chance.randbytes(16)
    month = Month(
        Opening(name, name, None, chance.randbytes(16)),
        {number: chance.randbytes(16) for number in range(1, students + 1)},
    )
    ability = {number: chance.gauss(0, 0.8) for number in month.salts}
    told = list(_beginning(chance, month, classes))
    done = dict.fromkeys(month.salts, 0)
    for day in range(days):
        midnight = FIRST_DAY_MS + (day // 5 * 7 + day % 5) * DAY_MS
        boot = midnight + 5.6 * LESSON_MS + chance.random() * 600_000
        for start in [boot, boot + 5 * LESSON_MS] if chance.random() < 0.3 else [boot]:
            random_part = {"random": chance.randbytes(16).hex(), "version": "0.1.0"}
            told.append(_Told(start, None, "boot", None, random_part))
        for place, members in enumerate(classes):
            first = midnight + (6.5 + (2.2 * place if in_turn else 0)) * LESSON_MS
            for number in members:
                wanted = a_day * (day + 1) - done[number]
                own = _day(chance, lessons, number, ability[number], first, wanted, done[number])
                done[number] += len(own)
                told += own
    _write(chance, month, sorted(told, key=lambda one: one.at_ms))
    return month


def _lessons(chance: random.Random) -> Iterator[Lesson]:
    for course, names in COURSES.items():
        for name in names.split():
            questions = []
            for slug in {"-".join(chance.sample(WORDS.split(), 2)): None for _ in range(8)}:
                options = chance.choice((0, 3, 3, 4, 4, 5))
                right = (
                    chance.sample(range(options), 1 if chance.random() < 0.8 else 2)
                    if options
                    else []
                )
                item = f"{name}/{slug}"
                questions.append(Question(item, options, tuple(right), chance.gauss(-0.6, 0.7)))
            tests = {
                "-".join(("test", *chance.sample(WORDS.split(), chance.choice((1, 2))))): points
                for points in chance.choices((1, 1, 2), k=chance.randint(3, 7))
            }
            yield Lesson(course, name, tuple(questions), tests)


def _beginning(chance: random.Random, month: Month, classes: list[range]) -> Iterator[_Told]:
    # Accounts are made, classes joined, consent given for the class; making stays at the school.
    at = FIRST_DAY_MS + 5.7 * LESSON_MS
    for place, members in enumerate(classes, 1):
        for number in members:
            at += 20
            yield _Told(at, number, "announced", None, {"salt": month.salts[number].hex()})
            yield _Told(at + 0.1, number, "account-made", None, {"role": "student"})
            yield _Told(at + 0.2, number, "enrolled", str(place), {"role": "student"})
        for number in members:
            at += 2
            yield _Told(at, number, "consented", None, {"way": "class"})
        at += 600_000


def _day(
    chance: random.Random,
    lessons: list[Lesson],
    number: int,
    ability: float,
    first_ms: float,
    wanted: int,
    before: int,
) -> list[_Told]:
    # One student's day: lessons from where she was (about 18 events each), at her own speed.
    told: list[_Told] = []
    at = first_ms + chance.expovariate(1 / 120_000)
    speed = chance.lognormvariate(0, 0.25)
    place = before // 18
    while len(told) < wanted:
        lesson = lessons[place % len(lessons)]
        place += 1
        for one in _lesson(chance, lesson, number, ability, at, speed):
            told.append(one)
            at = max(at, one.at_ms)
        at += chance.expovariate(1 / 60_000)
    return told


def _lesson(
    chance: random.Random, lesson: Lesson, number: int, ability: float, at: float, speed: float
) -> Iterator[_Told]:
    course = {"course": lesson.course}
    at += speed * chance.lognormvariate(12.4, 0.5)
    yield _Told(at, number, "lesson-read", lesson.name, course)
    for question in lesson.questions:
        for attempt in range(4):
            at += speed * chance.lognormvariate(10.2, 0.7)
            right = chance.gauss(0, 1) < ability - question.hardness + 0.5 * attempt
            yield _Told(
                at, number, "quiz-answered", question.item, _answer(chance, lesson, question, right)
            )
            if right:
                break
    best = 0
    full = sum(lesson.tests.values())
    for attempt in range(1, 5):
        at += speed * chance.lognormvariate(12.2, 0.6)
        yield _Told(at, number, "handed-in", lesson.name, course | {"number": attempt})
        at += chance.lognormvariate(8.6, 0.5)  # grading takes some seconds, more in a queue
        tests = {
            test: points if chance.gauss(0.4 * attempt, 1) < ability + 1.2 or attempt > 3 else 0
            for test, points in lesson.tests.items()
        }
        score = sum(tests.values())
        result = {"number": attempt, "score": score, "max": full, "tests": tests}
        yield _Told(at, number, "graded", lesson.name, course | result)
        if best < 0.8 * full <= score:
            yield _Told(at + 0.3, number, "passed", lesson.name, course)
        best = max(best, score)
        if best >= 0.8 * full:
            break
        if chance.random() < 0.08:
            at += speed * 20_000
            yield _Told(at, number, "draft-replaced", lesson.name, {"reason": "start-over"})


def _answer(
    chance: random.Random, lesson: Lesson, question: Question, right: bool
) -> dict[str, Any]:
    payload: dict[str, Any] = {"course": lesson.course, "right": right}
    if question.options:
        chosen = list(question.right)
        while not right and chosen == list(question.right):
            # One wrong option is the tempting one.
            tempting = (question.right[0] + 1) % question.options
            other = chance.randrange(question.options)
            chosen = [tempting if chance.random() < 0.6 else other]
        payload["chosen"] = sorted(chosen)
    return payload


def _write(chance: random.Random, month: Month, told: list[_Told]) -> None:
    # As the journal writes: canonical JSON, whole milliseconds of two clocks with unlike phases.
    boot_ms = 0.0
    for one in told:
        if one.kind == "boot":
            boot_ms = one.at_ms - 20_000 - chance.random()
        wall, monotonic = int(one.at_ms), int(one.at_ms - boot_ms)
        payload = canonical_json(one.payload)
        month.events.append(WireEvent(one.kind, one.subject, one.item, payload, wall, monotonic))
