"""The plan in plain words, for `kisima doctor` and the administrator's page."""

from dataclasses import dataclass, field

from app.errors import N_
from app.kernels.sandbox.report import LayerName, LayerReport, Plan


@dataclass(frozen=True)
class Sentence:
    """One sentence: a gettext msgid and its values. `good` tells whether it is reassuring."""

    msgid: str
    good: bool
    layer: LayerName | None = None
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.values if self.values else self.msgid


ON: dict[LayerName, str] = {
    "namespaces": N_(
        "Students' code has no network, sees no other program and no file of this computer "
        "but Python's; what it writes is limited in size and gone afterwards."
    ),
    "landlock": N_(
        "The system's file rules (Landlock) let students' code read Python and its exercise, and "
        "write in its own folder only."
    ),
    "seccomp": N_(
        "Calls into the system that no lesson needs are refused (seccomp), those to the network "
        "among them."
    ),
    "rlimits": N_(
        "Memory, processes, open files and the size of files are limited for each student's code."
    ),
    "group": N_(
        "The memory of all that a student's code starts is counted together; code that takes too "
        "much is ended."
    ),
}
OFF: dict[LayerName, str] = {
    "namespaces": N_(
        "This computer gives students' code no closed room of its own (namespaces: %(reason)s). "
        "It can see the names of files and, within the other limits, fill the disk."
    ),
    "user": N_("Students' code runs with all rights of the user who started Kisima (%(reason)s)."),
    "landlock": N_(
        "The system's file rules (Landlock) are missing (%(reason)s): they came with Linux 5.13."
    ),
    "seccomp": N_("Calls into the system cannot be filtered here (seccomp: %(reason)s)."),
    "rlimits": N_(
        "The system sets no limits on memory and processes; Kisima watches the memory itself and "
        "ends what takes too much."
    ),
    "group": N_(
        "The memory of several processes that one student's code starts cannot be counted "
        "together here (%(reason)s): each has a limit of its own only."
    ),
}
OWN_USER = N_("Students' code runs as a user of its own, who owns nothing on this computer.")
SAME_USER = N_(
    "Students' code runs as the user who started Kisima, without any administrator's rights."
)
OLD_LANDLOCK = N_(
    "This Linux is older than 6.12: students' code cannot signal the server, but a student's code "
    "could end that of another student who started later."
)
ALL_ON = N_("Every protection is on: students' code is shut in on all sides.")
FILES_SAFE = N_(
    "Not every protection is on, but files, marks and the network are closed to students' code."
)
FILES_OPEN = N_(
    "Students' code could read files of the user who runs Kisima on this computer, marks "
    "included. Let only people whom you trust run code, or use a Linux with namespaces or Landlock."
)
NOT_LINUX = N_(
    "On this system students' code is only watched: its time and output are limited, and it runs "
    "apart from the server, but it is not shut in. A Linux computer protects more."
)
SCOPES_SINCE = 6


def describe(plan: Plan) -> tuple[Sentence, ...]:
    """The sum of it first, then a sentence for each layer."""
    if not plan.system.startswith("linux"):
        return (Sentence(NOT_LINUX, False), *_layers(plan))
    if not plan.missing:
        summary = Sentence(ALL_ON, True)
    elif plan.has("namespaces") or (plan.has("landlock") and plan.has("seccomp")):
        summary = Sentence(FILES_SAFE, True)
    else:
        summary = Sentence(FILES_OPEN, False)
    sentences = [summary, *_layers(plan)]
    landlock = plan.layer("landlock")
    if not plan.has("namespaces") and landlock.available and landlock.version < SCOPES_SINCE:
        sentences.append(Sentence(OLD_LANDLOCK, False, "landlock"))
    return tuple(sentences)


def _layers(plan: Plan) -> list[Sentence]:
    return [_layer(report) for report in plan.layers]


def _layer(report: LayerReport) -> Sentence:
    if not report.available:
        return Sentence(OFF[report.name], False, report.name, {"reason": report.reason})
    if report.name == "user":
        return Sentence(OWN_USER if report.mode == "own" else SAME_USER, True, "user")
    return Sentence(ON[report.name], True, report.name)
