"""Where this machine is found on its networks."""

import socket


def lan_addresses() -> list[str]:
    """This machine's own addresses on its networks, the one that leads outside first."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent; it only asks which way it would go
            found.append(probe.getsockname()[0])
        except OSError:
            pass  # no network that leads anywhere
    import psutil

    for addresses in psutil.net_if_addrs().values():
        found += [one.address for one in addresses if one.family == socket.AF_INET]
    return [one for one in dict.fromkeys(found) if not one.startswith(("127.", "169.254."))]
