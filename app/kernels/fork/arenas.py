"""Python's small objects in one stretch of memory, made before anything is imported.

Python takes memory for them a megabyte at a time, wherever the system has room, and libraries that
are loaded in between scatter it. Only whole stretches become large pages (see `huge_pages`), and a
fork copies an entry for every page: with the science stack it took twice as long.
"""

ARENA_BYTES = 1024 * 1024
# An object of the largest size that Python keeps in arenas, by its bytes.
OBJECT_BYTES = 512
OVERHEAD_BYTES = b"".__sizeof__()
# What the libraries of `interface.PRELOAD` fill. What is left over is used by what comes later.
SCIENCE_MB = 80

_held: list[object] = []


def reserve(megabytes: int) -> None:
    """Have Python own this much memory for small objects, in one piece and empty."""
    count = megabytes * ARENA_BYTES // OBJECT_BYTES
    # Made at its full length: a growing list would leave holes between the arenas.
    objects: list[object] = [None] * count
    for number in range(count):
        objects[number] = bytes(OBJECT_BYTES - OVERHEAD_BYTES)
    # An arena that holds nothing is given back, so each keeps an object or two.
    _held.extend(objects[:: ARENA_BYTES // OBJECT_BYTES // 4])
