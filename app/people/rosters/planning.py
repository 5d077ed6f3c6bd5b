"""What a roster would change here: worked out from what is known, before anything is changed."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from app.errors import KisimaError
from app.people.rosters.changes import Change, ClassKey, NewClass, RosterPlan, Scope, Seat
from app.people.rosters.matching import Matcher
from app.people.rosters.present import KnownClass, KnownPerson, Present, folded
from app.people.rosters.problems import (
    IdentifierDiffers,
    NobodyToSuspend,
    NotInUsers,
    NotYourClass,
    NotYours,
    OnlyStudents,
    RoleDiffers,
    SameAccountTwice,
    SeveralClasses,
    StaysAdministrator,
    TakenUsername,
)
from app.people.rosters.roster import Person, Place, Problem, Roster
from app.people.rules import suggested_username


def plan(roster: Roster, present: Present, scope: Scope, *, complete: bool = False) -> RosterPlan:
    """What the roster would change.

    A student leaves those classes that the roster fills with students and does not put her in; a
    class that it does not name keeps her. With `complete` she is in no class but the list's, and
    students whom it does not name are suspended, or taken out of the scope's class.
    """
    return _Planner(roster, present, scope).planned(complete)


class _Planner:
    def __init__(self, roster: Roster, present: Present, scope: Scope) -> None:
        self.roster, self.present, self.scope = roster, present, scope
        self.matcher = Matcher(present)
        self.classes = {one.identifier: one for one in present.classes if one.identifier}
        self.by_name: dict[str, list[KnownClass]] = {}
        for one in present.classes:
            self.by_name.setdefault(folded(one.name), []).append(one)
        self.new_classes: dict[str, NewClass] = {}
        self.taken = set(present.taken)
        self.numbers: dict[str, Iterator[int]] = {}
        self.lines: dict[int, int] = {}  # account id -> the line that is about her
        self.named: frozenset[int] = frozenset()

    def planned(self, complete: bool) -> RosterPlan:
        # Names that the file gives come before those that are made up.
        self.taken |= {person.username for person in self.roster.people if person.username}
        if not self.roster.delta:
            every = (one.id for one in self.present.classes)
            self.named = frozenset(every if complete else self._named())
        changes, refused = [], list(self.roster.problems)
        for person in self.roster.people:
            try:
                changes.append(self._change(person))
            except KisimaError as error:
                refused.append(Problem(person.line, error))
        if complete and changes and not self.roster.delta:
            changes += self._absent()
        used = {seat.key for change in changes for seat in change.join}
        made = tuple(one for key, one in self.new_classes.items() if key in used)
        refused.sort(key=lambda one: one.line)
        return RosterPlan(tuple(changes), tuple(refused), made)

    def _named(self) -> Iterator[int]:
        """The classes that the roster fills with students, as far as they are here."""
        for place in {place for person in self.roster.people for place in person.joins}:
            if place.role == "student":
                found = self._known_class(place)
                yield from (one.id for one in found[:1])
        if self.scope.home is not None:
            yield self.scope.home

    def _known_class(self, place: Place) -> list[KnownClass]:
        if place.identifier in self.classes:
            return [self.classes[place.identifier]]
        found = self.by_name.get(folded(place.name), []) if place.name else []
        mine = self.scope.class_ids
        return [one for one in found if mine is None or one.id in mine]

    def _key(self, place: Place) -> ClassKey | None:
        """The class meant; None where only its identifier is told and it is not here."""
        found = self._known_class(place)
        if len(found) > 1:
            raise SeveralClasses(name=place.name)
        if found:
            mine = self.scope.class_ids
            if mine is not None and found[0].id not in mine:
                raise NotYourClass(name=place.name)
            return found[0].id
        if not place.name:
            return None
        if not self.scope.whole:
            raise NotYourClass(name=place.name)
        key = folded(place.name)
        self.new_classes.setdefault(key, NewClass(key, place.name, place.identifier))
        return key

    def _change(self, person: Person) -> Change:
        if not self.scope.whole and "instructor" in {person.role, *(p.role for p in person.joins)}:
            raise OnlyStudents()
        keyed = [(self._key(place), place.role) for place in person.joins]
        seats = [Seat(key, role) for key, role in keyed if key is not None]
        if not seats and not person.gone and self.scope.home is not None:
            seats = [Seat(self.scope.home, "student")]
        found = self.matcher.find(person, [seat.key for seat in seats])
        if found is None:
            return self._new(person, seats)
        if (first := self.lines.setdefault(found.id, person.line)) != person.line:
            raise SameAccountTwice(first=first)
        self._check_may(person, found)
        return self._known(person, found, seats)

    def _new(self, person: Person, seats: list[Seat]) -> Change:
        if person.gone:
            raise NobodyToSuspend()
        if not person.full_name:  # only an enrolment names her
            raise NotInUsers(identifier=person.identifier[:40])
        username = person.username or self._free_username(person.full_name)
        seats = [seat for seat in seats if person.role == "instructor" or seat.role == "student"]
        return Change(
            line=person.line,
            account_id=None,
            role=person.role,
            full_name=person.full_name,
            username=username,
            identifier=person.identifier,
            was="",
            join=_once(seats),
            leave=(),
            active=True,
            kinds=("new",),
        )

    def _check_may(self, person: Person, found: KnownPerson) -> None:
        if not self.scope.has(found):
            raise NotYours(username=found.username)
        if found.role == "administrator":
            if person.gone:
                raise StaysAdministrator(username=found.username)
        elif person.role and person.role != found.role:
            raise RoleDiffers(username=found.username)
        if person.identifier and found.identifier not in ("", person.identifier):
            raise IdentifierDiffers(username=found.username, identifier=found.identifier)
        if not self.scope.whole and found.role != "student":
            raise NotYours(username=found.username)
        another = person.username and person.username != found.username
        if another and person.username in self.present.taken:
            raise TakenUsername(username=person.username)

    def _known(self, person: Person, found: KnownPerson, seats: list[Seat]) -> Change:
        join = [seat for seat in seats if not _sits(found, seat)]
        leave: set[int] = set()
        for place in person.leaves:
            if (key := self._key_to_leave(place)) is not None:
                leave.add(key)
        if any(seat.role == "student" for seat in seats):
            leave |= self.named - {seat.key for seat in seats}
        leave &= found.student_of | found.teaches
        if found.role != "student":  # whoever teaches leaves a class only where that is said
            leave &= {key for place in person.leaves if (key := self._key_to_leave(place))}
        if self.scope.class_ids is not None:
            leave &= self.scope.class_ids
        full_name = person.full_name or found.full_name
        username = person.username or found.username
        identifier = found.identifier or person.identifier
        kinds = []
        if join and leave and not person.gone:
            kinds.append("moved")
        elif join and not person.gone:
            kinds.append("enrolled")
        elif leave:
            kinds.append("left")
        if (full_name, username) != (found.full_name, found.username):
            kinds.append("renamed")
        if identifier != found.identifier:
            kinds.append("numbered")
        if person.gone == found.active:
            kinds.append("suspended" if person.gone else "restored")
        return Change(
            line=person.line,
            account_id=found.id,
            role=found.role,
            full_name=full_name,
            username=username,
            identifier=identifier,
            was=found.full_name if full_name != found.full_name else "",
            join=() if person.gone else _once(join),
            leave=tuple(sorted(leave)),
            active=not person.gone,
            kinds=tuple(kinds) or ("same",),
        )

    def _key_to_leave(self, place: Place) -> int | None:
        found = self._known_class(place)
        return found[0].id if len(found) == 1 else None

    def _absent(self) -> Iterable[Change]:
        """Those whom a complete list does not name."""
        home = self.scope.home
        for one in self.present.people:
            if one.id in self.lines or one.role != "student" or not one.active:
                continue
            if home is None and self.scope.whole:
                yield _absent(one, (), active=False)
            elif home in one.student_of and home is not None:
                yield _absent(one, (home,), active=True)

    def _free_username(self, full_name: str) -> str:
        stem = suggested_username(full_name)[:28]
        stem = stem if len(stem) >= 2 else "student"
        if stem not in self.taken:
            self.taken.add(stem)
            return stem
        numbers = self.numbers.setdefault(stem, itertools.count(2))
        name = next(name for n in numbers if (name := f"{stem}{n}") not in self.taken)
        self.taken.add(name)
        return name


def _sits(found: KnownPerson, seat: Seat) -> bool:
    return seat.key in (found.teaches if seat.role == "instructor" else found.student_of)


def _once(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """One seat a class; who teaches it is not its student too."""
    by_key: dict[ClassKey, Seat] = {}
    for seat in seats:
        if seat.key not in by_key or seat.role == "instructor":
            by_key[seat.key] = seat
    return tuple(by_key.values())


def _absent(one: KnownPerson, leave: tuple[int, ...], *, active: bool) -> Change:
    return Change(
        line=0,
        account_id=one.id,
        role=one.role,
        full_name=one.full_name,
        username=one.username,
        identifier=one.identifier,
        was="",
        join=(),
        leave=leave,
        active=active,
        kinds=("left",) if active else ("suspended",),
    )
