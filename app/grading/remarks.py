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
        "not-trusted": N_(
            "This test gives no points, because the notebook's own code changed how Python works. "
            "Take that code out and hand in again."
        ),
        "library-missing": N_(
            "The library “%(name)s” is not on this computer. Solve it without that library, or ask "
            "your instructor."
        ),
        "library-dead": N_("The library “%(name)s” is no longer made. %(cure)s"),
        "file-missing": N_(
            "There is no file “%(name)s” beside this notebook. Use the files that belong to the "
            "exercise, with names such as data/heights.csv."
        ),
        "test-needs-library": N_(
            "The test “%(cell)s” needs the library “%(name)s”, which is not on this computer. "
            "Install it there, or write the test without it."
        ),
        "test-needs-file": N_(
            "The test “%(cell)s” needs the file “%(name)s”, which is not there. Put it into the "
            "exercise's data folder and read it as data/…"
        ),
        "forged": N_(
            "From the test “%(cell)s” on, Python no longer answered as it must: the notebook's "
            "code stands between it and the grader. These tests got 0; please read the notebook."
        ),
        "changed-python": N_(
            "Before or during the test “%(cell)s” the notebook's code had changed Python itself: "
            "%(names)s. It was put back, and a test during which it happened got 0; please read "
            "the notebook."
        ),
        "shadowed": N_(
            "The notebook gives a meaning of its own to %(names)s, which the test “%(cell)s” uses. "
            "The test used Python's own; please look whether that is right."
        ),
        "threads": N_(
            "Code of the notebook went on running beside the test “%(cell)s”. Please read the "
            "notebook."
        ),
        "unusual-code": N_(
            "The notebook uses means that can deceive tests: %(names)s. No points were taken; "
            "please read it."
        ),
        "no-points": N_("No cell of this exercise has points. Give points to its test cells."),
        "reference-not-full": N_(
            "Tests give the reference solution %(score)s of their %(max_score)s points. It loses "
            "points in: %(cells)s."
        ),
        "reference-stderr": N_(
            "The reference solution loses points in the test “%(cell)s”, because a warning or an "
            "error was printed: %(said)s. Take its cause away, or silence warnings in the first "
            "locked cell."
        ),
        "empty-full": N_(
            "Tests give the empty exercise all their points already. Add a test that fails when "
            "nothing is written."
        ),
        "wrong-full": N_(
            "Tests give this wrong answer all their points. Add a test that it fails."
        ),
        "wrong-other-score": N_(
            "Tests give this wrong answer %(score)s points; the exercise says %(expected)s."
        ),
        "wrong-loses-more": N_(
            "This wrong answer loses points in tests where the exercise says that it does not: "
            "%(cells)s."
        ),
        "wrong-loses-fewer": N_(
            "This wrong answer gets all points in tests where the exercise says that it loses "
            "some: %(cells)s."
        ),
    }
