"""What pip's failures mean, in sentences for whoever looks after a school's computers."""

import re
import sys
from pathlib import Path

NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution"
    r"|getaddrinfo failed|Network is unreachable|ConnectTimeout|ReadTimeout|ProxyError"
    r"|Connection refused|Connection aborted|Connection reset|RemoteDisconnected"
    r"|IncompleteRead|Max retries exceeded"
)
CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLError")
HASH = re.compile(r"DO NOT MATCH THE HASHES")
FULL = re.compile(r"No space left on device|\[Errno 28\]|WinError 112|Disk quota exceeded")
DENIED = re.compile(
    r"Permission denied|\[Errno 13\]|WinError 5\]|Access is denied|Read-only file system"
)
MISSING = re.compile(r"No matching distribution found for ([\w.-]+==[\w.!+-]+|[\w.-]+)")


def disk_full(root: Path) -> str:
    """The sentence for a disk without room."""
    return (
        f"The disk is full (the one of {root} or the one for temporary files). "
        "Delete what is not needed, then start again."
    )


def explain(said: str, *, root: Path, offline: bool, log: Path) -> str:
    """One or two sentences on why pip stopped and what to do; `said` is all that it printed."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    missing = MISSING.search(said)
    if FULL.search(said):
        return disk_full(root)
    if HASH.search(said):
        where = f"in {root / 'wheelhouse'}" if offline else "that came over the network"
        return (
            f"A package {where} is not the one that Kisima was tested with, so it was not "
            "installed. It may be damaged: "
            + ("fill the wheelhouse folder anew" if offline else "start again on another network")
            + f". The details are in {log}."
        )
    if offline and missing:
        return (
            f"The wheelhouse folder does not hold {missing[1]} for Python {python} on this kind "
            "of computer. Fill it for this Python on a computer with a network (python "
            "scripts/wheelhouse.py), or rename the folder so that the network is used."
        )
    if CERTIFICATE.search(said):
        return (
            "The secure connection to the package index failed. Most often the date and time of "
            "this computer are wrong: set them right and start again."
        )
    if NETWORK.search(said):
        return (
            "The packages are not here yet, and the network does not answer. Connect this "
            "computer to the internet once and start again, or copy the folder “wheelhouse” from "
            f"a computer where it was filled into {root}."
        )
    if DENIED.search(said):
        return (
            f"The folder {root / '.venv'} cannot be written to. If Kisima is running, stop it "
            "first; otherwise copy Kisima into a folder of your own and start it there."
        )
    if missing:
        return (
            f"The package index has no {missing[1]} for Python {python} on this kind of computer. "
            "Use a Python from 3.11 to 3.14, the 64-bit one, and start again."
        )
    last = "\n  ".join(said.strip().splitlines()[-8:])
    return (
        f"The packages could not be installed. The details are in {log}. "
        f"pip's last words:\n  {last}"
    )
