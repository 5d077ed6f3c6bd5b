"""What `scripts/bench.py` measures: a module a group, each with rows(quick, say)."""
