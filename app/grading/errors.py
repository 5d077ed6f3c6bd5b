"""What can go wrong before anything is graded, each with the sentence that says what to do."""

from app.errors import N_, KisimaError


class AutotestRules(KisimaError):
    """An autotests.yml that cannot be used, or none. Value: problem."""

    sentence = N_(
        "The tests for “# AUTOTEST” lines cannot be made: %(problem)s. Put nbgrader's "
        "autotests.yml beside the notebook, with a part for python3."
    )


class AutotestInWrongCell(KisimaError):
    """An AUTOTEST line outside a test cell. Values: number, line."""

    sentence = N_(
        "Line %(line)s of cell %(number)s asks for tests with “AUTOTEST”, but the cell has no "
        "points. Make it a test cell."
    )


class AutotestFailed(KisimaError):
    """The instructor's notebook failed while tests were made. Values: number, line, reason."""

    sentence = N_(
        "The tests of cell %(number)s cannot be made: the notebook stops there, before or on line "
        "%(line)s (%(reason)s). Run it from the top in Jupyter and mend what fails."
    )


class KernelLost(KisimaError):
    """Python was ended from outside, twice: no fault of the notebook, and no reason for a 0."""

    sentence = N_(
        "This notebook could not be graded: Python was ended twice from outside, not by the "
        "notebook's code. The computer may be short of memory. Close what is not needed on it, "
        "and have the notebook graded again."
    )
