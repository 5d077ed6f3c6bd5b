"""What tells this computer from others, so that a store that was carried to another is noticed."""

import hashlib
import hmac
import sys
import uuid
from pathlib import Path

# systemd's machine-id(5), and where D-Bus keeps the same number on systems without systemd.
FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
MULTICAST = 1 << 40  # set in a hardware address that Python made up for want of a real one


def identity() -> str:
    """What identifies this computer, or nothing where nothing does; not to be stored as it is."""
    return _from_registry() if sys.platform == "win32" else _from_files() or _from_network()


def fingerprint(secret: bytes, identity: str) -> str:
    """A hash that can be stored, hex; empty for a computer without an identity.

    It is keyed, as machine-id(5) asks: nobody who sees it can look the computer up elsewhere.
    """
    if not identity:
        return ""
    return hmac.digest(secret, b"kisima machine" + identity.encode(), hashlib.sha256).hex()


def _from_files() -> str:
    for path in FILES:
        try:
            found = path.read_text("ascii", "replace").strip()
        except OSError:
            continue
        if found and found != "uninitialized":
            return found
    return ""


def _from_network() -> str:
    address = uuid.getnode()
    return "" if address & MULTICAST else f"{address:012x}"


def _from_registry() -> str:
    if sys.platform != "win32":  # so that type checkers read on where there is no registry
        return ""
    import winreg

    try:
        place = r"SOFTWARE\Microsoft\Cryptography"
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place, 0, access) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return _from_network()
