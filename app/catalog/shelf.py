"""The catalogue as it is now: files that changed on disk show without a restart."""

import threading
import time
from collections.abc import Callable

from app.catalog.catalog import Catalog

LOOK_EVERY = 5.0  # seconds; a look costs a few milliseconds


class Shelf:
    """Holds the newest catalogue and looks for changes now and then; safe in many threads."""

    def __init__(self, catalog: Catalog, clock: Callable[[], float] = time.monotonic) -> None:
        self._catalog = catalog
        self._clock = clock
        self._looked_at = clock()
        self._lock = threading.Lock()

    def current(self) -> Catalog:
        """The catalogue, at most a few seconds old.

        One caller looks; others meanwhile get what is there.
        """
        if self._clock() - self._looked_at > LOOK_EVERY and self._lock.acquire(blocking=False):
            try:
                self._catalog = self._catalog.reloaded()
                self._looked_at = self._clock()
            finally:
                self._lock.release()
        return self._catalog

    def look_now(self) -> Catalog:
        """The catalogue with what has changed this moment, for those who have just changed it."""
        with self._lock:
            self._catalog = self._catalog.reloaded()
            self._looked_at = self._clock()
            return self._catalog
