"""Whether a test failed in its hidden lines: then no run without them can say more about it.

The traceback comes from a kernel in which the student's code could have forged it. By that it
gains nothing: the most it does is to have her own failure left without words.
"""

import re

from app.grading.running import Step
from app.kernels.interface import CellRun
from app.notebooks.ansi import plain_text
from app.notebooks.regions import HIDDEN_TESTS, find_regions

_FRAME = re.compile(r"^\s*Cell In\s?\[(\d+)\], line (\d+)", re.MULTILINE)


def failed_in_hidden_lines(step: Step, run: CellRun) -> bool:
    """Whether the error's last line in the test's own cell is hidden. False where it is not known,
    and for a test that has no hidden lines."""
    errors = [output for output in run.outputs if output.get("output_type") == "error"]
    if not step.hides or len(errors) != 1 or run.execution_count is None:
        return False
    text = plain_text("\n".join(str(line) for line in errors[0].get("traceback") or ()))
    lines = [int(line) for count, line in _FRAME.findall(text) if int(count) == run.execution_count]
    regions = find_regions(step.source, HIDDEN_TESTS, step.index + 1)
    return bool(lines) and any(one.first <= lines[-1] <= one.last for one in regions)
