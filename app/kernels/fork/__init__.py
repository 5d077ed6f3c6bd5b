"""Kernels forked from one warm process: what a notebook costs is its own code and little else.

Linux only. Who does what:

- `engine` starts kernels, `kernel` is one of them, `client` and `channels` are what nbclient talks
  to, `forked_process` is the child as its process number and pidfd.
- `zygote_process` is the warm process as the engine sees it.
- Inside the warm process: `zygote` (its loop), `rehearsal` and `practice` (what it learns before it
  is ready), `arenas` and `huge_pages` (memory that is cheap to fork), `inheritance` (what kernels
  need not do), `endings` (how they ended); `guardian` is its parent, which outlives it.
- Inside a kernel: `child` (from the fork to the first request), `serving` (requests), `shell`,
  `tracebacks`, `streams`, `outlet` and `interrupts`; `confine` is the place for the sandbox.

`frames` is the wire between a kernel and the engine.
"""

from app.kernels.fork.engine import ForkEngine

__all__ = ["ForkEngine"]
