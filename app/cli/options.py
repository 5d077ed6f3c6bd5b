"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--data DIR`."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder that holds everything this school makes (default: data).",
    )(command)
