"""`kisima upgrade`: bring the store to this version's form."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import data_option

if TYPE_CHECKING:
    from app.settings import Settings


@click.command()
@data_option
def upgrade(data: Path | None) -> None:
    """Bring the store to this version's form, after a backup (serve does it itself)."""
    from app import create_store
    from app.settings import load_settings

    create_store(load_settings({"data": data}), connections=1)


def upgrade_apart(settings: "Settings") -> None:
    """Do the same in a process of its own, when there is anything to do.

    What a migration needs stays in memory for as long as its process lives. A failure is left to
    the server, which tries again and says what is wrong.
    """
    from app.database import is_current

    if is_current(settings.store):
        return
    command = [sys.executable, "-m", "app.cli", "upgrade", "--data", str(settings.data)]
    subprocess.run(command, cwd=Path(__file__).resolve().parents[2], capture_output=True)
