"""What can go wrong when code is run, in words for the person who ran it."""

from app.errors import N_, KisimaError


class KernelError(KisimaError):
    """Any failure of this room."""


class NoFreeKernel(KernelError):
    """Every kernel is in use; `seconds` is when one can be free at the earliest."""

    sentence = N_(
        "All places for running code are taken at the moment. "
        "Please try again in about %(seconds)s seconds. What you typed is kept."
    )


class AlreadyRunning(KernelError):
    """This owner's earlier run has not ended yet."""

    sentence = N_(
        "Your code is still running. Wait until it has finished, or press Stop, and run it again."
    )


class UnknownRun(KernelError):
    """The run asked for is not the owner's last one, or its results are no longer kept."""

    sentence = N_("The results of this run are no longer kept. Please run your code again.")


class KernelStartFailed(KernelError):
    """A fresh kernel did not come up; `log` holds the end of what it wrote, for the log file."""

    sentence = N_(
        "Python could not be started for your code. Please try again in a minute, "
        "and tell your teacher if it happens again."
    )


class KernelHostGone(KernelError):
    """The process that runs students' code stopped or does not answer."""

    sentence = N_(
        "The part of Kisima that runs code has stopped and is being started again. "
        "Please run your code again in a few seconds. What you typed is kept."
    )
