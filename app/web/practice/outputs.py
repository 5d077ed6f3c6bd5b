"""What a run has printed, as fragments of the page."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.kernels import CellState, RunState
from app.notebooks import render_outputs
from app.web.practice.sheet import Slot
from app.web.practice.wording import cell_label


def fragments(run: RunState, since: int = 0) -> dict[str, Markup]:
    """By cell id, the HTML of what changed after revision `since`."""
    return {cell.cell_id: _fragment(cell) for cell in run.cells if cell.revision >= since}


def _fragment(cell: CellState) -> Markup:
    html = shown_outputs(cell.outputs)
    return Markup(render_template("practice/output.html", cell=cell, html=html))


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
        label = cell_label(slot) if slot else ""
        if len(run.cells) > 1 or stopped.status != "error":
            words.append(_("Stopped at “%(cell)s”.", cell=label))
        else:
            words.append(_("“%(cell)s” stopped with an error.", cell=label))
    elif len(ran) > 1:
        words.append(ngettext("%(num)s cell has run.", "All %(num)s cells have run.", len(ran)))
    else:
        words.append(_("The cell has run."))
    return " ".join(words)
