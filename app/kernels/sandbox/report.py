"""What was found out about one layer, and the plan that follows from all of them."""

from dataclasses import dataclass
from typing import Literal

LayerName = Literal["namespaces", "user", "landlock", "seccomp", "rlimits", "group"]
LAYERS: tuple[LayerName, ...] = ("namespaces", "user", "landlock", "seccomp", "rlimits", "group")


@dataclass(frozen=True)
class LayerReport:
    """One layer as it was found on this machine.

    `version` is the kernel's number for the layer where it has one (Landlock's ABI), else 0.
    `mode` names the variant that works; `reason` is the system's word for why none does.
    """

    name: LayerName
    available: bool
    version: int = 0
    mode: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Namespaces:
    """Which way to namespaces works here.

    `user`: a user namespace is needed for the others, since the caller is not root. `direct`: a
    child can be born in them, which saves a second fork. `proc` are the options with which the
    child can have a /proc of its own, None when it must do without.
    """

    user: bool
    direct: bool
    proc: str | None


@dataclass(frozen=True)
class Plan:
    """What `confine` will do on this machine; made once by `probe`, used for every child.

    `system` is sys.platform. `program` is the compiled seccomp filter, `own_pid_at` the byte
    offsets in it at which a child writes its own process number.
    """

    system: str
    layers: tuple[LayerReport, ...]
    namespaces: Namespaces | None = None
    program: bytes = b""
    own_pid_at: tuple[int, ...] = ()

    def layer(self, name: LayerName) -> LayerReport:
        """The report on one layer."""
        for report in self.layers:
            if report.name == name:
                return report
        return LayerReport(name, False, reason="not tried")

    def has(self, name: LayerName) -> bool:
        """Whether a layer will be applied."""
        return self.layer(name).available

    @property
    def missing(self) -> tuple[LayerReport, ...]:
        """The layers that this machine does not have."""
        return tuple(report for report in self.layers if not report.available)
