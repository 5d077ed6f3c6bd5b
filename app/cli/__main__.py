"""`python -m app.cli` is the `kisima` command."""

from app.cli import main

main()
