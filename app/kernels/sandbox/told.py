"""What a computer's protections are, in a form that goes from one process to another."""

from typing import Any

from app.kernels.sandbox.describe import describe
from app.kernels.sandbox.report import Plan


def told(plan: Plan) -> dict[str, Any]:
    """The plan in values that JSON can hold: each layer, and the sentences with their parts."""
    layers = {
        report.name: {
            "on": report.available,
            "version": report.version,
            "mode": report.mode,
            "reason": report.reason,
        }
        for report in plan.layers
    }
    sentences = [
        {
            "text": str(one),
            "msgid": one.msgid,
            "values": one.values,
            "good": one.good,
            "layer": one.layer,
        }
        for one in describe(plan)
    ]
    return {"system": plan.system, "layers": layers, "sentences": sentences}
