"""Reading a lock file: which versions it names, for whom, and with which hashes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pin:
    """One package of a lock. `marker` is empty when every platform and Python needs it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def requirement(self) -> str:
        """The pin as pip reads it, for a place where its marker is known to hold."""
        return " \\\n    --hash=".join([f"{self.name}=={self.version}", *self.hashes]) + "\n"


def read_pins(lock: str) -> list[Pin]:
    """All pins of a lock's text; `hashes` look like `sha256:…`."""
    pins = []
    for line in lock.replace(" \\\n", " ").splitlines():
        if not line[:1].isalnum():
            continue
        requirement, *hashes = line.split(" --hash=")
        pin, _, marker = requirement.partition(" ; ")
        name, _, version = pin.partition("==")
        stripped = tuple(value.strip() for value in hashes)
        pins.append(Pin(name.strip(), version.strip(), marker.strip(), stripped))
    return pins
