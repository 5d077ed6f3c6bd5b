"""What a run has printed, as fragments of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.catalog.markdown.values_apart import plain_values_apart
from app.grading.scoring import reason_of, score_of
from app.kernels import CellState, RunState
from app.notebooks import render_outputs
from app.notebooks.graded import title_and_hint
from app.web.practice.error_words import meaning
from app.web.practice.sheet import Slot
from app.web.practice.wording import cell_label
from app.web.values_apart import code_apart

LONGEST_MESSAGE = 500  # characters of a failed test's own words


def fragments(run: RunState, slots: Sequence[Slot], lang: str, since: int = 0) -> dict[str, Markup]:
    """By cell id, the HTML of what changed after revision `since`; `lang` is the notebook's."""
    by_id = {slot.id: slot for slot in slots}
    changed = [cell for cell in run.cells if cell.revision >= since]
    return {cell.cell_id: _fragment(cell, by_id.get(cell.cell_id), lang) for cell in changed}


def _fragment(cell: CellState, slot: Slot | None, lang: str) -> Markup:
    test = slot if slot and slot.kind == "test" else None
    told = _told_by_test(cell, test) if test else _Told(cell.outputs)
    name, message = _error(cell)
    return Markup(
        render_template(
            "practice/output.html",
            cell=cell,
            html=shown_outputs(told.outputs, slot.source if slot else ""),
            verdict=told.verdict,
            message=told.message,
            hint=title_and_hint(test.source)[1] if test and told.verdict else "",
            meaning=meaning(name, message),
            lang=lang,
        )
    )


@dataclass(frozen=True)
class _Told:
    """What is shown of a cell that has run; a test that failed or gave a part of its points has a
    verdict, and mostly a message."""

    outputs: Sequence[dict[str, Any]]
    verdict: str = ""
    message: str = ""


def _told_by_test(cell: CellState, test: Slot) -> _Told:
    name, message = _error(cell)
    if cell.status == "error":
        words = message[:LONGEST_MESSAGE] if name == "AssertionError" else ""
        return _Told(cell.outputs, _("Not passed yet"), words)
    if cell.status != "ok":
        return _Told(cell.outputs)
    scored = score_of(cell.outputs, test.points)
    # The value of its last line is the test's points, and no message.
    outputs = [one for one in cell.outputs if one.get("output_type") != "execute_result"]
    if scored.by != "value" or scored.score >= test.points:
        return _Told(outputs)
    verdict = _("Partly passed") if scored.score else _("Not passed yet")
    return _Told(outputs, verdict, reason_of(outputs)[:LONGEST_MESSAGE])


def _error(cell: CellState) -> tuple[str, str]:
    """The name and the message of the error that the cell stopped with; empty for none."""
    errors = [one for one in cell.outputs if one.get("output_type") == "error"]
    if not errors:
        return "", ""
    return str(errors[-1].get("ename") or ""), str(errors[-1].get("evalue") or "")


def shown_outputs(outputs: Sequence[dict[str, Any]], source: str) -> Markup:
    """Outputs of a cell with this text as safe HTML."""
    # The corner of a pandas table is a heading of nothing, which a screen reader would announce.
    html = render_outputs(outputs, translate=_, source=source, as_html=code_apart)
    return Markup(html.replace("<th></th>", "<td></td>"))


def summary(run: RunState, slots: Sequence[Slot]) -> str:
    """How a run ended, in a sentence."""
    ran = [cell for cell in run.cells if cell.status != "not-run"]
    stopped = next((cell for cell in ran if cell.status != "ok"), None)
    words = []
    if run.kernel == "replaced":
        words.append(
            _("Python was started anew, so what earlier cells had set is gone. Use “Run all”.")
        )
    if stopped is not None:
        slot = next((slot for slot in slots if slot.id == stopped.cell_id), None)
        label = plain_values_apart(cell_label(slot)) if slot else ""
        if len(run.cells) > 1 or stopped.status != "error":
            words.append(_("Stopped at “%(cell)s”.", cell=label))
        else:
            words.append(_("“%(cell)s” stopped with an error.", cell=label))
    elif len(ran) > 1:
        words.append(ngettext("%(num)s cell has run.", "All %(num)s cells have run.", len(ran)))
    else:
        words.append(_("The cell has run."))
    return " ".join(words)
