"""Which of the people here a line of a roster is about."""

from collections.abc import Sequence

from app.people.rosters.present import KnownPerson, Present, folded
from app.people.rosters.problems import SeveralOfThisName
from app.people.rosters.roster import Person


class Matcher:
    """Finds people by identifier, else by user name, else by name within a class; or by name among
    those in no class, where a line names none."""

    def __init__(self, present: Present) -> None:
        self._by_identifier = {one.identifier: one for one in present.people if one.identifier}
        self._by_username = {one.username: one for one in present.people}
        # By class (None: in no class), whether they teach, and name.
        self._by_name: dict[tuple[int | None, bool, str], list[KnownPerson]] = {}
        for one in present.people:
            name, teaches = folded(one.full_name), one.role != "student"
            for class_id in one.student_of | one.teaches or (None,):
                self._by_name.setdefault((class_id, teaches, name), []).append(one)

    def find(self, person: Person, classes: Sequence[int | str]) -> KnownPerson | None:
        """The person meant, None for somebody new. Raises SeveralOfThisName.

        A name alone is enough only within the classes that the line names: two people of one name
        in different classes are two.
        """
        if person.identifier and (found := self._by_identifier.get(person.identifier)):
            return found
        if person.username:
            return self._by_username.get(person.username)
        name, teaches = folded(person.full_name), person.role == "instructor"
        known: list[int | None] = [key for key in classes if isinstance(key, int)]
        same = {
            one.id: one
            for key in (known if classes else [None])
            for one in self._by_name.get((key, teaches, name), [])
            if not (person.identifier and one.identifier)
        }
        if len(same) > 1:
            raise SeveralOfThisName(name=person.full_name)
        return next(iter(same.values()), None)
