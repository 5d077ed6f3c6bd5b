"""What can go wrong when a student's process is confined, in words for an administrator."""

from app.errors import N_
from app.kernels.errors import KernelError


class SandboxError(KernelError):
    """Any failure to confine; the code must then not be run."""


class LayerMissing(SandboxError):
    """The administrator requires a layer that this machine does not have."""

    sentence = N_(
        "Students' code is not run, because the protection “%(layer)s” is required and this "
        "machine does not have it (%(reason)s). Run “kisima doctor” to see what can be done."
    )


class LayerFailed(SandboxError):
    """A step that worked when it was tried at the start has now failed."""

    sentence = N_(
        "Students' code is not run, because the protection “%(layer)s” could not be put in place "
        "(%(reason)s). Run “kisima doctor”, and start Kisima again."
    )


class FolderOutOfReach(SandboxError):
    """Where folders cannot be mounted, the student's user must be able to walk to this one."""

    sentence = N_(
        "Students' code is not run, because its user may not enter the folder %(path)s. Allow "
        "everyone to enter it (chmod a+x), or start Kisima as an ordinary user."
    )
