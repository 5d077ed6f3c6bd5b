"""One asyncio loop in a thread of its own, for plain threads to hand work to."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, wait
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """A running event loop.

    Kernels are also started from this thread: Linux kills a child "with its parent" when the
    *thread* that started it ends, so that thread has to live as long as the engine.
    """

    def __init__(self) -> None:
        # Zmq needs a loop that can watch sockets; Windows' default one cannot.
        self.loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._run, name="kisima-kernels", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` in the loop and wait for its result. Not to be called in the loop itself.

        Raises concurrent.futures.CancelledError when the loop is stopped meanwhile.
        """
        if self.loop.is_closed():
            work.close()
            raise CancelledError
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        while True:
            done, _ = wait((future,), timeout=1.0)
            if done:
                return future.result()
            if not self._thread.is_alive():
                # Handed over in the very moment of stopping, so that nobody ever looked at it.
                raise CancelledError

    def soon(self, function: Callable[..., object], *args: Any) -> None:
        """Call `function` in the loop, without waiting; nothing happens once it is stopped."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(function, *args)

    def stop(self) -> None:
        """Cancel what is left, stop the loop and end the thread."""
        if self.loop.is_closed():
            return
        self.call(self._cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self.loop.close()

    async def _cancel_all(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
