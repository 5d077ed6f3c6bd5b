"""The kernel client that nbclient is given: what it uses of jupyter_client's, over our channels."""

import itertools
from collections.abc import Callable
from typing import Any

from app.kernels.fork.channels import Channel, Channels


class ForkClient:
    """See nbclient's `NotebookClient.kc`. Used in one asyncio loop."""

    allow_stdin = False

    def __init__(self, channels: Channels, alive: Callable[[], bool]) -> None:
        self._channels = channels
        self._alive = alive
        self._numbers = itertools.count(1)

    @property
    def shell_channel(self) -> Channel:
        """Replies to requests."""
        return self._channels.shell

    @property
    def iopub_channel(self) -> Channel:
        """Outputs, between a "busy" and an "idle"."""
        return self._channels.iopub

    def start_channels(self) -> None:
        """They are open from the beginning."""

    def stop_channels(self) -> None:
        """Close them."""
        self._channels.close()

    async def is_alive(self) -> bool:
        """Whether the kernel's process runs."""
        return self._alive()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return once the kernel answers. Raises queue.Empty after `timeout` seconds."""
        asked = await self.kernel_info()
        while True:
            reply = await self.shell_channel.get_msg(timeout=timeout)
            if reply["parent_header"]["msg_id"] == asked:
                return

    async def kernel_info(self) -> str:
        """Ask what language this is; returns the request's id."""
        return await self._send("kernel_info_request", {})

    async def execute(
        self, code: str, silent: bool = False, store_history: bool = True, **_: Any
    ) -> str:
        """Ask for a cell to be run; returns the request's id."""
        content = {"code": code, "silent": silent, "store_history": store_history}
        return await self._send("execute_request", content)

    async def _send(self, kind: str, content: dict[str, Any]) -> str:
        message_id = f"{next(self._numbers)}"
        await self._channels.send(kind, message_id, content)
        return message_id
