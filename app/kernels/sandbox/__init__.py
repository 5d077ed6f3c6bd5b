"""Keeping a student's process away from everything that it has no business with.

`probe()` finds out once what this machine can do; `fork(plan)` makes a child and
`confine(policy, plan)` shuts it in; `describe(plan)` says in plain words what that means.
Nothing here is compiled, and nothing is imported that the standard library does not have.
"""

from app.kernels.sandbox.birth import fork
from app.kernels.sandbox.confine import confine
from app.kernels.sandbox.describe import Sentence, describe
from app.kernels.sandbox.errors import FolderOutOfReach, LayerFailed, LayerMissing, SandboxError
from app.kernels.sandbox.policy import Allowance, Policy, python_paths, system_paths
from app.kernels.sandbox.probe import probe
from app.kernels.sandbox.report import LAYERS, LayerName, LayerReport, Namespaces, Plan

__all__ = [
    "LAYERS",
    "Allowance",
    "FolderOutOfReach",
    "LayerFailed",
    "LayerMissing",
    "LayerName",
    "LayerReport",
    "Namespaces",
    "Plan",
    "Policy",
    "SandboxError",
    "Sentence",
    "confine",
    "describe",
    "fork",
    "probe",
    "python_paths",
    "system_paths",
]
