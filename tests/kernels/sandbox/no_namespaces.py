"""A warm process that does without namespaces, as in a container that refuses them."""

from app.kernels.sandbox import hooks, probe


def prepare() -> None:
    """As `hooks.prepare`, with that layer switched off."""
    hooks._plans[:] = [probe(leave_out=frozenset({"namespaces"}))]
