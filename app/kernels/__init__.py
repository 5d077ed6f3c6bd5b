"""Running code: kernels in processes of their own, for students at work and for the grader.

Knows no course, no account and no database. Two doors:

- `NbclientEngine().start(limits, files)` gives one fresh kernel to whoever grades a notebook.
- `LocalKernels` (in this process) and `RemoteKernels` (in a child process, for the web server)
  keep one live kernel for each student and run cells in the background.

Importing this room is cheap: nbclient, nbformat and zmq are imported when a kernel starts.
"""

from app.kernels.errors import (
    AlreadyRunning,
    KernelHostGone,
    KernelStartFailed,
    NoFreeKernel,
    UnknownRun,
)
from app.kernels.interface import (
    CellRun,
    CellState,
    Engine,
    Kernel,
    Limits,
    LiveKernels,
    RunState,
)
from app.kernels.local import LocalKernels
from app.kernels.nbclient_engine import NbclientEngine
from app.kernels.remote import RemoteKernels

__all__ = [
    "AlreadyRunning",
    "CellRun",
    "CellState",
    "Engine",
    "Kernel",
    "KernelHostGone",
    "KernelStartFailed",
    "Limits",
    "LiveKernels",
    "LocalKernels",
    "NbclientEngine",
    "NoFreeKernel",
    "RemoteKernels",
    "RunState",
    "UnknownRun",
]
