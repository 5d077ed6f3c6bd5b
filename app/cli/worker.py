"""`kisima worker`: grade what students hand in."""

import logging
import os
import sys
import threading
from pathlib import Path

import click

from app.cli.options import data_option


@click.command()
@data_option
@click.option("--child", is_flag=True, hidden=True, help="End when standard input ends.")
def worker(data: Path | None, child: bool) -> None:
    """Grade what students hand in, until told to stop."""
    from app import create_worker
    from app.settings import load_settings

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s worker: %(message)s")
    if child:
        threading.Thread(target=end_with_parent, daemon=True).start()
    create_worker(load_settings({"data": data}))()


def end_with_parent() -> None:
    """Wait until the server that started this process is gone, however it went, and go too.

    What is being graded is graded again: its lease runs out.
    """
    # By its number: Python cannot end while a thread holds on to sys.stdin.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)
