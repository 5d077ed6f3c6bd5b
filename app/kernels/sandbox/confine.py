"""Confining this process: every layer of the plan, in the one order that works."""

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kernels.sandbox import birth, credentials, landlock, namespaces, rlimits, seccomp
from app.kernels.sandbox.errors import LayerFailed, LayerMissing
from app.kernels.sandbox.policy import Policy
from app.kernels.sandbox.report import LayerName, Plan
from app.kernels.sandbox.syscalls import call, prctl


def confine(policy: Policy, plan: Plan) -> None:
    """Confine this process and all it will start, for good.

    Call it right after the fork, with one thread, in a child made by `birth.fork(plan)` or by
    os.fork(). In the second case, and where there are namespaces, it forks once more and returns
    in the new process only; the first one waits and ends as that one does.

    Raises LayerMissing when the policy requires what the plan does not have, LayerFailed or
    FolderOutOfReach when a step goes wrong: then no code of a student may be run, and the process
    must end.
    """
    for name in sorted(policy.require):
        if not plan.has(name):
            raise LayerMissing(layer=name, reason=plan.layer(name).reason or "not found")
    if not plan.system.startswith("linux"):
        _limit(policy, plan, others=0)
        return
    owner = _new_owner(plan)
    ids = (os.geteuid(), os.getegid())
    others = _others(plan, owner)
    with _step("user"):
        _lead_a_session()
        rlimits.die_first()
    here = Path.cwd()
    _enter(policy, plan, ids, owner)
    with _step("user"):
        _stay_in_scratch(here, policy.scratch)
    if policy.descriptors is not None:
        with _step("user"):
            _close_all_but(policy.descriptors)
    if plan.has("user"):
        with _step("user"):
            if owner is not None and os.geteuid() != owner:
                credentials.shrink_bounds()
                credentials.become(owner)
            credentials.renounce()
            prctl(birth.PR_SET_PDEATHSIG, signal.SIGKILL)
    if plan.has("landlock"):
        with _step("landlock"):
            landlock.apply(
                policy, plan.layer("landlock").version, alone=plan.namespaces is not None
            )
    _limit(policy, plan, others=others)
    if plan.has("seccomp"):
        with _step("seccomp"):
            seccomp.apply(plan.program, plan.own_pid_at)


def _new_owner(plan: Plan) -> int | None:
    """The user that the child becomes, None when it stays who it is."""
    return credentials.unused_number() if plan.layer("user").mode == "own" else None


def _others(plan: Plan, owner: int | None) -> int:
    """Threads that the limit on processes will count although they are not the child's."""
    counted_apart = (
        plan.namespaces is not None
        and plan.namespaces.user
        and rlimits.kernel_version() >= rlimits.COUNTED_APART_SINCE
    )
    if owner is not None or counted_apart or not plan.has("rlimits"):
        return 0
    return rlimits.threads_of(os.getuid())


def _lead_a_session() -> None:
    """Leave the server's process group: a signal to one's own group must not reach it."""
    if os.getsid(0) != os.getpid():
        os.setsid()


def _enter(policy: Policy, plan: Plan, ids: tuple[int, int], owner: int | None) -> None:
    """Namespaces where there are any; else the scratch folder handed to its user."""
    spaces = plan.namespaces
    if spaces is None:
        if owner is not None:
            credentials.check_reach(policy.scratch)
            for path in policy.readable:
                credentials.check_reach(path)
            with _step("user"):
                credentials.hand_over(policy.scratch, owner)
        return
    with _step("namespaces"):
        if spaces.user and owner is not None:
            # Root in a container that may not make namespaces as root, but as anybody else.
            credentials.hand_over(policy.scratch, owner)
            credentials.become(owner)
            ids, owner = (owner, owner), None
        # Process 1 is whom `birth.fork` made; any other still stands in the server's namespaces.
        if os.getpid() != 1:
            birth.fork_into_namespaces(user=spaces.user)
        namespaces.apply(policy, spaces, ids, owner=owner)


def _stay_in_scratch(here: Path, scratch: Path) -> None:
    """Work where the caller did if that is inside of scratch, else in scratch itself."""
    for wanted in (here, scratch):
        if wanted.resolve().is_relative_to(scratch.resolve()) and wanted.is_dir():
            os.chdir(wanted)
            return
    raise FileNotFoundError(errno.ENOENT, "no scratch folder", str(scratch))


def _limit(policy: Policy, plan: Plan, *, others: int) -> None:
    if plan.has("rlimits"):
        with _step("rlimits"):
            rlimits.apply(policy.allowance, others=others)


def _close_all_but(kept: frozenset[int]) -> None:
    """An open folder or socket of the server would be a way out."""
    start = 0
    for descriptor in (*sorted(kept), 0x7FFFFFFF):
        if descriptor > start:
            last = descriptor - 1 if descriptor != 0x7FFFFFFF else descriptor
            call("close_range", start, last, 0)
        start = descriptor + 1


@contextmanager
def _step(layer: LayerName) -> Iterator[None]:
    """Name the layer in whatever goes wrong."""
    try:
        yield
    except (OSError, ValueError) as error:
        what = getattr(error, "filename", None)
        said = getattr(error, "strerror", None) or str(error)
        raise LayerFailed(layer=layer, reason=f"{what}: {said}" if what else said) from error
