"""Writing the ids that are missing, each into its place, with every other byte as it was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalog.bank_folder import QUESTIONS
from app.catalog.cache import write_whole
from app.catalog.front_matter import front_matter_text, read_yaml, split_front_matter
from app.catalog.markdown.quiz_places import QuizFence, quiz_fences, rendered_ids
from app.catalog.settings_file import id_from

_KEY = re.compile(r"^[A-Za-z_][^\n:#]*:", re.MULTILINE)
_EMPTY_ID = re.compile(r"^id:[ \t]*(?=\r?$)", re.MULTILINE)


@dataclass(frozen=True)
class WrittenId:
    """An id that was written into a file, at a line counted from 1."""

    path: Path
    line: int
    id: str


def fix_ids(paths: Sequence[Path]) -> tuple[WrittenId, ...]:
    """Write the missing ids of the courses, lessons, quizzes and exercises at or below some paths.

    The ids are those that Kisima has used so far in their stead, so that progress made before
    stays. A file that cannot be read is left alone (`check` names it). Raises OSError when a file
    cannot be written.
    """
    written: list[WrittenId] = []
    for path in _files(paths):
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if path.name == "lesson.md":
            fixed, found = with_lesson_ids(path, text)
        elif path.parent.name == QUESTIONS:
            fixed, found = _with_quiz_ids(path, text, [])
        elif path.suffix == ".md":
            fixed, found = _with_variant_ids(path, text)
        else:
            fixed, found = _with_yaml_id(path, text, path.parent.name)
        if found:
            write_whole(path, fixed.encode())
            written += found
    return tuple(written)


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files that hold ids; a lesson before its variants, which take over its ids."""
    names = ("course.yaml", "exercise.yaml", "lesson.md", "lesson.*.md", f"{QUESTIONS}/*.md")
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            if any(path.match(name) for name in names):
                found[path] = None
            continue
        for name in names:
            inside = sorted(one for one in path.rglob(name) if not _is_hidden(one, path))
            found.update(dict.fromkeys(inside))
    return list(found)


def _is_hidden(path: Path, root: Path) -> bool:
    """Whether a file lies in a folder such as `.origin`, where nobody writes."""
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _with_yaml_id(path: Path, text: str, name: str) -> tuple[str, list[WrittenId]]:
    values, problem = read_yaml(text.removeprefix("\ufeff"))
    if problem is not None or values.get("id") is not None:
        return text, []
    identity = id_from(name)
    empty = _EMPTY_ID.search(text)
    if empty:
        return _replaced(path, text, empty.start(), empty.end(), f"id: {identity}", identity)
    first = _KEY.search(text.removeprefix("\ufeff"))
    place = (first.start() if first else 0) + text.startswith("\ufeff")
    return _replaced(path, text, place, place, f"id: {identity}{_newline(text)}", identity)


def with_lesson_ids(path: Path, text: str) -> tuple[str, list[WrittenId]]:
    """A lesson's text with the ids that are missing, and what was written."""
    fixed, written = _with_quiz_ids(path, text, [])
    name = f"{path.parent.parent.name}-{path.parent.name}"
    mark = text.startswith("\ufeff")
    yaml_text, lines = front_matter_text(fixed[mark:])
    newline = _newline(text)
    if lines == 0:
        identity = id_from(name)
        head = f"---{newline}id: {identity}{newline}---{newline}{newline}"
        added = [WrittenId(path, 2, identity), *_moved(written, 4)]
        return fixed[:mark] + head + fixed[mark:], added
    start = fixed.index("\n") + 1
    new_yaml, found = _with_yaml_id(path, yaml_text, name)
    if not found:
        return fixed, written
    new_yaml = new_yaml.replace("\r\n", "\n").replace("\n", newline)
    old = fixed[start : start + len(yaml_text)]
    if not old.strip():
        new_yaml = new_yaml.rstrip("\r\n") + newline
    grown = new_yaml.count("\n") - old.count("\n")
    fixed = fixed[:start] + new_yaml + fixed[start + len(yaml_text) :]
    return fixed, [WrittenId(path, found[0].line + 1, found[0].id), *_moved(written, grown)]


def _with_variant_ids(path: Path, text: str) -> tuple[str, list[WrittenId]]:
    """A translation of a lesson asks the same questions, in the same order."""
    try:
        source = (path.parent / "lesson.md").read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return text, []
    ids = [fence.id or "" for fence in quiz_fences(source)]
    if len(ids) != len(list(quiz_fences(text))):
        return text, []
    return _with_quiz_ids(path, text, ids)


def _with_quiz_ids(path: Path, text: str, ids: list[str]) -> tuple[str, list[WrittenId]]:
    fences = list(quiz_fences(text))
    if all(fence.id for fence in fences):
        return text, []
    rendered = {} if ids else rendered_ids(split_front_matter(text).body)
    pieces: list[str] = []
    written: list[WrittenId] = []
    place = 0
    for number, fence in enumerate(fences):
        if fence.id is not None:
            continue
        identity = ids[number] if ids else rendered.get(fence.line, "")
        if not identity:
            continue
        pieces += [text[place : fence.end], _attribute(text, fence, identity)]
        place = fence.end
        if text[place - 1] == "}":
            pieces[-2] = pieces[-2][:-1]
        written.append(WrittenId(path, fence.line, identity))
    return "".join(pieces) + text[place:], written


def _attribute(text: str, fence: QuizFence, identity: str) -> str:
    return f" id={identity}}}" if text[fence.end - 1] == "}" else f" id={identity}"


def _replaced(
    path: Path, text: str, start: int, end: int, new: str, identity: str
) -> tuple[str, list[WrittenId]]:
    line = text.count("\n", 0, start) + 1
    return text[:start] + new + text[end:], [WrittenId(path, line, identity)]


def _moved(written: list[WrittenId], lines: int) -> list[WrittenId]:
    return [WrittenId(item.path, item.line + lines, item.id) for item in written]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
