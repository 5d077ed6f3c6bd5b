"""Changing what files say of themselves: states, titles, and the order of lessons."""

from collections.abc import Callable, Sequence

from app.authoring.yaml_lines import Value, with_front_settings, with_settings
from app.catalog.front_matter import read_yaml
from app.catalog.settings_file import State
from app.errors import N_, KisimaError

Edit = Callable[[str], str]
Values = dict[str, Value]


class OrderChanged(KisimaError):
    sentence = N_(
        "The list of lessons was changed meanwhile, so this order was not kept. Please look at the "
        "list again and put it in order once more."
    )


def with_values(key: str, values: Values) -> Edit:
    """The change of some settings in the file of a key: a lesson's front matter or YAML."""
    change = with_front_settings if key.endswith(".md") else with_settings
    return lambda text: change(text, values)


def with_state(key: str, state: State) -> Edit:
    """The change of who sees it; published is what is not said."""
    return with_values(key, {"state": None if state == "published" else state})


def with_order(lessons: Sequence[str]) -> Edit:
    """The change of a course.yaml's list of lessons; what it lists besides stays at the end."""

    def edit(text: str) -> str:
        others = [name for name in listed(text) or () if name not in lessons]
        return with_settings(text, {"lessons": [*lessons, *others]})

    return edit


def with_lesson_listed(lesson: str, place: int | None = None) -> Edit:
    """The change that puts a lesson into the list of a course.yaml, at the end or at a place from
    0. Without a list every lesson there counts, and nothing is changed."""

    def edit(text: str) -> str:
        names = listed(text)
        if names is None or lesson in names:
            return text
        at = len(names) if place is None else place
        return with_settings(text, {"lessons": [*names[:at], lesson, *names[at:]]})

    return edit


def without_lesson(lesson: str) -> Edit:
    """The change that takes a lesson out of the list of a course.yaml."""

    def edit(text: str) -> str:
        names = listed(text)
        if names is None or lesson not in names:
            return text
        return with_settings(text, {"lessons": [name for name in names if name != lesson]})

    return edit


def listed(text: str) -> list[str] | None:
    """The folders that a course.yaml lists, None where it has no list that can be read."""
    found = read_yaml(text.removeprefix("\ufeff"))[0].get("lessons")
    if not isinstance(found, list):
        return None
    return [str(name).strip().removesuffix("/lesson.md").strip("/") for name in found]
