"""What an instructor should look at, from what the watch saw and from missing parts."""

import re
from collections.abc import Mapping

from app.grading.remarks import Remark
from app.grading.running import Ran
from app.kernels.interface import CellRun
from app.notebooks.dead_libraries import cure_for
from app.notebooks.tracebacks import clean_message

_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_NO_FILE = re.compile(r"No such file or directory: '(.+)'")


def flags_of(ran: Ran, ids: Mapping[int, str], means: tuple[str, ...]) -> list[Remark]:
    """The flags for the instructor; `ids` are the tests' grade_ids by place."""
    flags = []
    if ran.forged:
        flags.append(Remark("forged", {"cell": ids[min(ran.forged)]}))
    told: set[str] = set()
    for index, changes in sorted(ran.changes.items()):
        changed = [
            f"{kind} {name}"
            for kind, name in changes
            if kind not in ("thread", "shadow", "covered")
        ]
        if changed:
            names = ", ".join(dict.fromkeys(changed))
            flags.append(Remark("changed-python", {"cell": ids[index], "names": names}))
        shadows = [name for kind, name in changes if kind == "shadow"]
        if shadows:
            names = ", ".join(shadows)
            flags.append(Remark("shadowed", {"cell": ids[index], "names": names}))
        if "thread" not in told and any(kind == "thread" for kind, _name in changes):
            told.add("thread")
            flags.append(Remark("threads", {"cell": ids[index]}))
    if means:
        flags.append(Remark("unusual-code", {"names": ", ".join(means)}))
    return flags


def missing_part(error: Mapping[str, object]) -> Remark | None:
    """For the student: the library or file whose want ended a test."""
    found = _missing(error)
    if found is None:
        return None
    kind, name = found
    cure = cure_for(name) if kind == "library" else None
    if cure:
        return Remark("library-dead", {"name": name, "cure": cure})
    return Remark(f"{kind}-missing", {"name": name})


def missing_parts(cell: str, run: CellRun) -> tuple[Remark, ...]:
    """For the instructor: the same, with the test's grade_id."""
    for output in run.outputs:
        if output.get("output_type") == "error" and (found := _missing(output)):
            return (Remark(f"test-needs-{found[0]}", {"cell": cell, "name": found[1]}),)
    return ()


def _missing(error: Mapping[str, object]) -> tuple[str, str] | None:
    said = str(error.get("evalue") or "")
    if error.get("ename") == "ModuleNotFoundError" and (match := _NO_MODULE.search(said)):
        return "library", match[1]
    if error.get("ename") == "FileNotFoundError" and (match := _NO_FILE.search(said)):
        return "file", clean_message(match[1])
    return None
