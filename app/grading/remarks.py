"""What grading has to say in words of its own, kept as an id and values like every Note."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.errors import N_
from app.notebooks.notes import Note


@dataclass(frozen=True)
class Remark(Note):
    """A remark about a result; see Note for how it is shown."""

    sentences: ClassVar[Mapping[str, str]] = {
        "timeout": N_(
            "This test was stopped after %(seconds)s seconds. Is there a loop that never ends?"
        ),
        "died": N_(
            "Python ended while this test ran. It may have needed too much memory, or been told to "
            "stop."
        ),
        "not-run-died": N_("This test was not run, because Python ended in a cell before it."),
        "not-run-time": N_(
            "This test was not run, because the %(seconds)s seconds for the whole notebook were "
            "used up."
        ),
        "output-limit": N_("This test was stopped because far too much was printed."),
        "interrupted": N_("This test was interrupted."),
        "stderr": N_("This test printed a warning or an error, so it does not count as passed."),
        "not-written": N_("This part is not written yet."),
        "no-answer": N_("There is no answer yet."),
        "waiting-for-instructor": N_("Your instructor will read this part."),
        "score-above-maximum": N_(
            "The test “%(cell)s” gave %(result)s points, but it has only %(points)s. It was given "
            "0; please look at it."
        ),
        "odd-result": N_(
            "The test “%(cell)s” ended with the value %(result)s, which is not a number of points. "
            "It was given full points, as nbgrader does; end the test with a plain number or "
            "with nothing."
        ),
        "no-points": N_("No cell of this exercise has points. Give points to its test cells."),
        "reference-not-full": N_(
            "The reference solution gets %(score)s of %(max_score)s points. It loses points in: "
            "%(cells)s."
        ),
        "empty-full": N_(
            "The empty exercise gets full points already. Add a test that fails when nothing is "
            "written."
        ),
        "wrong-full": N_("This wrong answer gets full points. Add a test that it fails."),
        "wrong-other-score": N_(
            "This wrong answer gets %(score)s points; the exercise says %(expected)s."
        ),
    }
