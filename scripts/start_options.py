"""The options of start.py, and the checks that can be made before anything is installed."""

import argparse
import errno
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.environment import FULL_DISK, SetupError

# The server's own defaults; a test holds them to app/settings.py.
DEFAULT_HOST = "0.0.0.0"
DEFAULT_PORT = 8080


@dataclass(frozen=True)
class Options:
    """What was asked for; None where nothing was. `passed_on` is the server's command line."""

    data: Path | None
    host: str | None
    port: int | None
    passed_on: list[str]


def read_options(arguments: list[str]) -> Options:
    """Read the command line; argparse prints the help or the mistake and exits."""
    parser = argparse.ArgumentParser(
        prog="start.py",
        description=(
            "Starts Kisima on this computer. The first time it installs what it needs, which takes "
            "some minutes and a network connection, or the folder “wheelhouse” instead of one. "
            "Then it prints the addresses that browsers open. Ctrl-C stops it."
        ),
    )
    parser.add_argument(
        "--demo", action="store_true", help="make a class to try things with; says how to sign in"
    )
    parser.add_argument(
        "--port",
        type=port_number,
        metavar="NUMBER",
        help="the number at the end of the address, 8080 unless you say otherwise; keep it the "
        "same, because browsers keep unsent work by it",
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
        help="the folder for all that the school makes, “data” unless you say otherwise; "
        "back this one up",
    )
    given = parser.parse_args(arguments)
    data = given.data.expanduser().absolute() if given.data is not None else None
    passed_on = ["--demo"] if given.demo else []
    for name, value in (("--port", given.port), ("--host", given.host), ("--data", data)):
        if value is not None:
            passed_on += [name, str(value)]
    return Options(data, given.host, given.port, passed_on)


def port_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 65535")
    return int(text)


def check_data(folder: Path) -> None:
    """Make the data folder and write a first byte into it. Raises SetupError."""
    trial = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial.write_bytes(b"1")
        trial.unlink()
    except (FileExistsError, NotADirectoryError):
        raise SetupError(
            f"{folder} cannot be the data folder, because there is a file of that name. "
            "Name another folder after --data."
        ) from None
    except OSError as error:
        if error.errno in FULL_DISK:
            raise SetupError(
                f"The disk that holds {folder} is full. Delete what is not needed, then start "
                "again, or name a folder on another disk after --data."
            ) from None
        raise SetupError(
            f"The data folder {folder} cannot be written to ({error.strerror}). Name a folder of "
            "your own after --data."
        ) from None


def check_address(options: Options, root: Path, environ: Mapping[str, str]) -> None:
    """Try the address that the server will use, as far as it is known before the server runs."""
    data = options.data or Path(environ.get("KISIMA_DATA", root / "data"))
    asked = environ.get("KISIMA_PORT", "")
    port = options.port or (int(asked) if asked.isascii() and asked.isdigit() else DEFAULT_PORT)
    if options.port is None and not asked and (data / "settings.toml").exists():
        # The school's own settings may name another port; the server reads them and will tell.
        return
    check_port(options.host or environ.get("KISIMA_HOST") or DEFAULT_HOST, port)


def check_port(host: str, port: int) -> None:
    """Try to listen at the address for a moment. Raises SetupError when that cannot be."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise SetupError(
            f"There is no address “{host}”. Leave --host out, or give a number such as 127.0.0.1."
        ) from None
    with socket.socket(family, kind) as trial:
        if sys.platform == "win32":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # Without this a port would count as taken for a minute after each stop.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
            trial.listen(1)
        except OSError as error:
            raise SetupError(_port_sentence(error, host, port)) from None


def _port_sentence(error: OSError, host: str, port: int) -> str:
    # Windows refuses a port that another program holds as if it were forbidden.
    held = error.errno == errno.EACCES and sys.platform == "win32" and port >= 1024
    if error.errno == errno.EADDRINUSE or held:
        return (
            f"Port {port} is taken by another program, or Kisima is running already: open "
            f"http://localhost:{port}/ to see. Otherwise choose another, such as "
            f"--port {port + 1 if port < 65535 else 8081}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to you on this system. Choose another: --port 8080."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"“{host}” is not an address of this computer. Leave --host out."
    return f"Nothing can listen at {host}, port {port} ({error.strerror}). Choose another --port."
