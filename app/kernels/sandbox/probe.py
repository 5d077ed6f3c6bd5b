"""Finding out, once, which layers this machine has."""

import sys

from app.kernels.sandbox import credentials, group, landlock, namespaces, rlimits, seccomp
from app.kernels.sandbox.report import LayerName, Plan
from app.kernels.sandbox.syscalls import column, supported


def probe(*, leave_out: frozenset[LayerName] = frozenset()) -> Plan:
    """Try every layer in throwaway children and return the plan for `confine`.

    Call it in a process with one thread; it takes some tens of milliseconds. `leave_out` are
    layers to do without, for trials of what the others hold alone.
    """
    spaces_report, spaces = namespaces.available()
    if "namespaces" in leave_out:
        spaces = None
    reports = (
        spaces_report,
        credentials.available(),
        landlock.available(),
        seccomp.available(),
        rlimits.available(),
        group.available(),
    )
    layers = tuple(
        type(report)(report.name, False, reason="left out") if report.name in leave_out else report
        for report in reports
    )
    if not supported() or "seccomp" in leave_out:
        return Plan(sys.platform, layers, spaces)
    # Without a /proc of its own or with one, a child in namespaces sees only what is its own.
    program = seccomp.compile_filter(column(), alone=spaces is not None)
    return Plan(sys.platform, layers, spaces, program.code, program.own_pid_at)
