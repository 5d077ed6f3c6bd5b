"""What the administrator's page says about the computer, in the reader's language."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.kernels.checkup import Checkup, Finding, about_setting
from app.progress.parked import Workload
from app.web.errors import sentence_of
from app.web.numbers import as_size
from app.web.services import services
from app.web.teach.machine_state import Disk


@dataclass(frozen=True)
class Said:
    """A sentence, whether it is reassuring, and what to do where it is not."""

    words: str
    good: bool
    advice: str = ""


def queue_said(work: Workload) -> Said:
    """Whether what is handed in gets tested."""
    parts = []
    if work.held:
        words = ngettext(
            "%(num)s hand-in is being tested now.",
            "%(num)s hand-ins are being tested now.",
            work.held,
        )
        parts.append(words)
    if work.waiting:
        words = ngettext("%(num)s hand-in waits.", "%(num)s hand-ins wait.", work.waiting)
        parts.append(words)
    if work.resting:
        words = ngettext(
            "%(num)s hand-in could not be tested at first and is tried again soon.",
            "%(num)s hand-ins could not be tested at first and are tried again soon.",
            work.resting,
        )
        parts.append(words)
    if work.again:
        words = ngettext(
            "%(num)s hand-in that has its points waits to be tested again.",
            "%(num)s hand-ins that have their points wait to be tested again.",
            work.again,
        )
        parts.append(words)
    if not parts:
        return Said(_("Nothing waits to be tested."), True)
    if work.overdue and not work.held:
        advice = _(
            "Nothing has been tested for some minutes. Stop Kisima and start it again; nothing is "
            "lost by that."
        )
        return Said(" ".join(parts), False, advice)
    return Said(" ".join(parts), True)


def parked_said(count: int) -> Said:
    """That some work could not be tested, and what to do."""
    words = ngettext(
        "%(num)s hand-in could not be tested. It is safe, but has no points yet.",
        "%(num)s hand-ins could not be tested. They are safe, but have no points yet.",
        count,
    )
    advice = _("Read the reason. When that has been put right, have it tested again.")
    return Said(words, False, advice)


def disk_said(room: Disk | None) -> Said:
    """Whether there is room for students' work."""
    if room is None:
        return Said(_("This computer does not say how much room is left on its disk."), True)
    words = _("%(free)s of %(total)s are free.", free=as_size(room.free), total=as_size(room.total))
    if room.enough:
        return Said(words, True)
    advice = _(
        "That is little: when the disk is full, students' work can no longer be kept. Remove what "
        "is not needed from this computer, such as old downloads and films."
    )
    return Said(words, False, advice)


def protections(checkup: Checkup) -> list[Said]:
    """How students' code is shut in: the sum of it, the setting, then each protection."""
    if not checkup.findings:
        words = _("It could not be found out how students' code is shut in on this computer.")
        advice = _("Look again below. If that does not help, start Kisima again.")
        return [Said(words, False, advice)]
    first, *rest = checkup.findings
    setting = about_setting(services().machine.sandbox, checkup.whole)
    return [_said(first), _said(setting), *(_said(one) for one in rest)]


def _said(finding: Finding) -> Said:
    return Said(_(finding.msgid, **finding.values), finding.good)


def trial_said(checkup: Checkup) -> Said:
    """Whether code runs at all, and whether it was shut in when that was tried."""
    if checkup.trial == "shut-in":
        return Said(_("Students' code runs. A trial could not open Kisima's own files."), True)
    if checkup.trial == "no-room":
        return Said(
            _("Students' code is running: all places for it are taken, so no trial was made."), True
        )
    if checkup.trial == "open":
        words = _("Students' code runs, and a trial could open Kisima's own files.")
        advice = _(
            "Let only people whom you trust run code on this computer. Starting Kisima again may "
            "help; a computer with a newer Linux protects more."
        )
        return Said(words, False, advice)
    words = _("Students' code does not run on this computer at present, and nothing is tested.")
    if checkup.trouble is not None:
        words = f"{words} {sentence_of(checkup.trouble)}"
    advice = _(
        "Start Kisima again. If it stays so, show this page to whoever looks after your computers."
    )
    return Said(words, False, advice)
