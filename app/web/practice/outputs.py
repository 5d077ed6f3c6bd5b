"""What a run has printed, as fragments of the page."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.kernels import CellState, RunState
from app.notebooks import render_outputs
from app.notebooks.graded import title_and_hint
from app.web.practice.sheet import Slot
from app.web.practice.wording import cell_label
from app.web.values_apart import plain_values_apart

LONGEST_MESSAGE = 500  # characters of a failed test's own words


def fragments(run: RunState, slots: Sequence[Slot], lang: str, since: int = 0) -> dict[str, Markup]:
    """By cell id, the HTML of what changed after revision `since`; `lang` is the notebook's."""
    tests = {slot.id: slot.source for slot in slots if slot.kind == "test"}
    changed = [cell for cell in run.cells if cell.revision >= since]
    return {cell.cell_id: _fragment(cell, tests.get(cell.cell_id), lang) for cell in changed}


def _fragment(cell: CellState, test: str | None, lang: str) -> Markup:
    html = shown_outputs(cell.outputs)
    failed = test is not None and cell.status == "error"
    return Markup(
        render_template(
            "practice/output.html",
            cell=cell,
            html=html,
            failed=failed,
            message=_message(cell) if failed else "",
            hint=title_and_hint(test)[1] if failed and test else "",
            lang=lang,
        )
    )


def _message(cell: CellState) -> str:
    """What a failed test says in words, without the code around it."""
    errors = [one for one in cell.outputs if one.get("output_type") == "error"]
    if not errors or errors[-1].get("ename") != "AssertionError":
        return ""
    return str(errors[-1].get("evalue") or "")[:LONGEST_MESSAGE]


def shown_outputs(outputs: Sequence[dict[str, Any]]) -> Markup:
    """Outputs as safe HTML."""
    # The corner of a pandas table is a heading of nothing, which a screen reader would announce.
    return Markup(render_outputs(outputs, translate=_).replace("<th></th>", "<td></td>"))


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
