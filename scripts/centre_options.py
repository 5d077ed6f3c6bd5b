"""The options of centre.py, and the checks that can be made before anything is installed."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.start_options import DEFAULT_HOST, check_data, check_port, port_number

# The centre's own default; a test holds it to app/cli/centre.py.
DEFAULT_PORT = 8090


@dataclass(frozen=True)
class Options:
    """What was asked for; None where nothing was. `passed_on` is the centre's command line."""

    data: Path | None
    host: str | None
    port: int | None
    passed_on: list[str]


def read_options(arguments: list[str]) -> Options:
    """Read the command line; argparse prints the help or the mistake and exits."""
    parser = argparse.ArgumentParser(
        prog="centre.py",
        description=(
            "Starts a centre, to which schools send their progress. The first time it installs "
            "what it needs, which takes some minutes and a network connection. Then it prints the "
            "addresses that browsers open. Ctrl-C stops it. To run a centre for good, read "
            "docs/centre.md."
        ),
    )
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help="the PostgreSQL that keeps everything, such as postgresql://kisima:word@host/kisima; "
        "without it the centre runs one of its own in its data folder, for a trial",
    )
    parser.add_argument(
        "--port",
        type=port_number,
        metavar="NUMBER",
        help=f"the number at the end of the address, {DEFAULT_PORT} unless you say otherwise",
    )
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        help="where to listen, everywhere unless you say otherwise; 127.0.0.1: this computer only",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="the folder for what the centre keeps beside its database, “centre-data” unless you "
        "say otherwise",
    )
    given = parser.parse_args(arguments)
    data = given.data.expanduser().absolute() if given.data is not None else None
    passed_on: list[str] = []
    for name, value in (
        ("--database-url", given.database_url),
        ("--port", given.port),
        ("--host", given.host),
        ("--data", data),
    ):
        if value is not None:
            passed_on += [name, str(value)]
    return Options(data, given.host, given.port, passed_on)


def check(options: Options, root: Path, environ: Mapping[str, str]) -> None:
    """Try the folder and the address before a long installation. Raises SetupError."""
    if options.data is not None:
        check_data(options.data)
    data = options.data or Path(environ.get("KISIMA_DATA", root / "centre-data"))
    if options.port is None and ("KISIMA_PORT" in environ or (data / "settings.toml").exists()):
        return  # the centre reads them and will tell
    check_port(
        options.host or environ.get("KISIMA_HOST") or DEFAULT_HOST, options.port or DEFAULT_PORT
    )
