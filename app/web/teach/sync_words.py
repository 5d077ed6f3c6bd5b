"""What the page about sync says, in the reader's language."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from flask_babel import format_decimal, format_timedelta, ngettext
from flask_babel import gettext as _

from app.clock import now_ms
from app.journal import EpochView
from app.sync.budget import Budget
from app.sync.history import Run, sentence_named
from app.sync.link import Link
from app.sync.waiting import Waiting
from app.web.numbers import as_moment, as_size
from app.web.teach.machine_words import Said

CLOCK_OFF_MS = 5 * 60_000  # what a person would notice
NEWS_MS = 14 * 86_400_000  # how long the staff's home page tells of it


def waiting_said(waiting: Waiting) -> Said:
    """How much waits, and since when."""
    if not waiting.count:
        return Said(_("Nothing waits: all there is has arrived at the centre."), True)
    words = ngettext(
        "%(count)s entry of the journal waits.",
        "%(count)s entries of the journal wait.",
        waiting.count,
        count=format_decimal(waiting.count),
    )
    if waiting.since_ms:
        oldest = _("The oldest is from %(moment)s.", moment=as_moment(waiting.since_ms))
        words = f"{words} {oldest}"
    return Said(words, True)


def arrived_said(waiting: Waiting, link: Link) -> Said:
    """What has arrived, and what of it the centre has copied."""
    if not waiting.delivered:
        return Said(_("Nothing has arrived at the centre yet."), True)
    words = ngettext(
        "%(count)s entry has arrived at %(centre)s.",
        "%(count)s entries have arrived at %(centre)s.",
        waiting.delivered,
        count=format_decimal(waiting.delivered),
        centre=link.centre_name or _("the centre"),
    )
    if waiting.backed == waiting.delivered:
        more = _("The centre has confirmed that all of it is in a backup.")
    elif waiting.backed:
        more = _(
            "The centre has confirmed that %(count)s of it are in a backup.",
            count=format_decimal(waiting.backed),
        )
    else:
        more = _("The centre has not said yet that it is in a backup. Everything stays here too.")
    return Said(f"{words} {more}", True)


def run_said(run: Run | None, good: Run | None) -> Said:
    """How the last try went, and what to do where it went wrong."""
    if run is None:
        return Said(_("It has not been tried yet."), True)
    at = as_moment(run.ended_ms or run.started_ms)
    if run.ended_ms is None:
        return Said(
            _("The try of %(moment)s was broken off. Nothing is lost by that.", moment=at), True
        )
    if not run.error:
        return Said(_("Last sent: %(moment)s. All went well.", moment=at), True)
    words = _("Last try: %(moment)s.", moment=at)
    if good is not None:
        before = _("It last went well on %(moment)s.", moment=as_moment(good.started_ms))
        words = f"{words} {before}"
    # A link that is down is what this was made for, and no call to do something.
    usual = run.outcome in ("unreached", "broken-off", "over-budget")
    return Said(words, usual, str(_(sentence_named(run.error), **run.values)))


def next_said(link: Link, waiting: Waiting, budget: Budget) -> str:
    """When it is tried again by itself."""
    if not link.url:
        return _("This school sends its progress by stick.")
    if budget.left == 0:
        return _("It is tried again by itself next month, when there are bytes to spend again.")
    if link.next_try_ms is None or link.next_try_ms <= now_ms():
        return _("It is tried by itself within the next minutes, as long as Kisima runs.")
    return _("It is tried again by itself: %(moment)s.", moment=as_moment(link.next_try_ms))


def cost_said(budget: Budget) -> Said:
    """How many bytes this month cost."""
    used = as_size(budget.used)
    if not budget.most:
        return Said(_("%(used)s this month. There is no limit.", used=used), True)
    words = _("%(used)s of %(most)s this month.", used=used, most=as_size(budget.most))
    if budget.left:
        return Said(words, True)
    advice = _("Nothing is sent by itself any more this month. “Sync now” sends all the same.")
    return Said(words, False, advice)


def clock_said(link: Link) -> Said | None:
    """Whether this computer's clock is right, by the centre's."""
    off = link.clock_offset_ms
    if abs(off) < CLOCK_OFF_MS:
        return None
    length = format_timedelta(timedelta(milliseconds=abs(off)))
    advice = _("Please set this computer's date and time.")
    if off < 0:
        return Said(_("This computer's clock is %(length)s behind.", length=length), False, advice)
    return Said(_("This computer's clock is %(length)s ahead.", length=length), False, advice)


def happened_said(epochs: Sequence[EpochView], *, lately: bool = False) -> list[Said]:
    """What happened to this laptop's store, the newest first; with `lately` of the last two weeks
    only."""
    told = []
    for before, after in pairwise(epochs):
        words = _because(before.closed_because or "")
        if words and (not lately or abs(now_ms() - after.opened_ms) < NEWS_MS):
            told.append(Said(f"{as_moment(after.opened_ms)}: {words[0]}", False, words[1]))
    return told[::-1]


def _because(reason: str) -> tuple[str, str] | None:
    """What happened, and what to do."""
    if reason == "restore":
        return (
            _("This computer was restored from an older copy."),
            _(
                "Nothing that the centre has is lost there. Enter again here what came after the "
                "copy, above all consent that was taken back."
            ),
        )
    if reason == "fork":
        return (
            _("The centre has progress of this school that this computer does not know."),
            _(
                "Either it was restored from an older copy, or its data folder was copied to "
                "another computer. Both are kept at the centre. If it was restored, enter again "
                "what came after the copy, above all consent that was taken back."
            ),
        )
    if reason == "machine":
        return (
            _("The data folder was moved to this computer from another one."),
            _("If the other one is still in use, see that only one of them is used from now on."),
        )
    if reason == "clone":
        return (
            _("This computer is a copy of another one that is in use too."),
            _(
                "It has a key of its own now and nothing is lost. If it belongs to another school, "
                "tell the centre, which can move it there."
            ),
        )
    if reason == "damage":
        return (
            _("A part of the journal could not be read any more; everything else goes on."),
            _("The disk may be failing: copy the data folder to a stick, and have the disk seen."),
        )
    return None
