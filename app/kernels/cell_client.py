"""nbclient's executor for one cell after the other, with our cap on outputs.

Imports nbclient, so it is itself imported only when a kernel starts.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode, v4

from app.kernels.interface import OnOutputs
from app.kernels.outputs import OutputBudget, content_size, cut, join_stream, snapshot
from app.kernels.plain_outputs import plain_output

TELL_SECONDS = 0.1
# How long to wait for a cell's last outputs once its answer is there, on a machine that is busy.
LAST_OUTPUTS_SECONDS = 10


class CellClient(NotebookClient):
    """Runs cells through nbclient's message and output handling.

    Adjacent texts of one stream become one output, as in Jupyter. An output that is updated by a
    later cell (`display_id`) stays as it was.
    """

    def __init__(self, client: Any) -> None:
        super().__init__(
            v4.new_notebook(),
            allow_errors=True,
            record_timing=False,
            store_widget_state=False,
            iopub_timeout=LAST_OUTPUTS_SECONDS,
            on_cell_executed=self._executed,
        )
        self.log.setLevel("CRITICAL")
        self.kc = client
        self._budget = OutputBudget(0)
        self._on_flood: Callable[[], None] = lambda: None
        self._on_outputs: OnOutputs | None = None
        self._telling: asyncio.TimerHandle | None = None
        self.cell: Any = None
        self.reply: dict[str, Any] | None = None

    async def run(
        self,
        source: str,
        *,
        output_bytes: int,
        on_flood: Callable[[], None],
        on_outputs: OnOutputs | None,
    ) -> None:
        """Run one cell to its end; afterwards `cell` and `reply` say how it went."""
        self.reset_execution_trackers()
        self.reply = None
        # As v4.new_code_cell makes it, without checking what we wrote ourselves (0.2 ms a cell).
        self.cell = NotebookNode(
            cell_type="code",
            metadata=NotebookNode(),
            source=source,
            outputs=[],
            execution_count=None,
        )
        self.nb.cells = [self.cell]
        self._budget = OutputBudget(output_bytes)
        self._on_flood = on_flood
        self._on_outputs = on_outputs
        try:
            await self.async_execute_cell(self.cell, 0)
        finally:
            self._on_outputs = None
            if self._telling is not None:
                self._telling.cancel()
                self._telling = None

    def _executed(self, *, execute_reply: dict[str, Any], **_: Any) -> None:
        self.reply = execute_reply["content"]

    async def _async_poll_kernel_alive(self) -> None:
        """Nothing: nbclient would look once a second, and the process tells at once."""

    def output(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> Any:
        """Take one output in, if the cap allows, else report the flood."""
        content = msg["content"]
        is_stream = msg["msg_type"] == "stream"
        last = self._stream_to_go_on(outs, content["name"]) if is_stream else None
        size = content_size(content)
        room = self._take(size, new=last is None)
        if room < size and not (is_stream and room):
            return None
        if is_stream:
            text = cut(content["text"], room)
            if last is not None:
                self._append(last, text)
                self._tell()
                return None
            content["text"] = join_stream("", text)
        out = self._put(outs, msg, display_id, cell_index)
        self._tell()
        return out

    def _put(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> Any:
        """Append an output as nbclient does, without its check where the form is plain enough."""
        out = plain_output(msg)
        hooks = self.output_hook_stack.get(msg["parent_header"].get("msg_id"))
        if out is None or hooks or self.clear_before_next_output:
            return super().output(outs, msg, display_id, cell_index)
        if display_id:
            places = self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, [])
            places.append(len(outs))
        outs.append(out)
        return out

    def _take(self, size: int, *, new: bool) -> int:
        before = self._budget.exceeded
        room = self._budget.room_for(size, new=new)
        if self._budget.exceeded and not before:
            self._on_flood()
        return room

    def _stream_to_go_on(self, outs: list[Any], name: str) -> Any:
        if not outs or self.clear_before_next_output:
            return None
        last = outs[-1]
        return last if last.output_type == "stream" and last.name == name else None

    def _append(self, last: Any, text: str) -> None:
        joined = join_stream(last["text"], text)
        self._budget.kept -= max(len(last["text"]) + len(text) - len(joined), 0)
        last["text"] = joined

    def clear_output(self, outs: list[Any], msg: Any, cell_index: int) -> None:
        """Take outputs back; what is cleared no longer counts as kept."""
        super().clear_output(outs, msg, cell_index)
        self._budget.kept = 0
        self._tell()

    def _update_display_id(self, display_id: str, msg: Any) -> None:
        """Replace an output in place, within the cap."""
        size = content_size(msg["content"])
        if self._take(size, new=False) < size:
            return
        super()._update_display_id(display_id, msg)
        self._budget.kept = sum(content_size(out) for out in self.cell.outputs)
        self._tell()

    def _tell(self) -> None:
        if self._on_outputs is not None and self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(TELL_SECONDS, self._tell_now)

    def _tell_now(self) -> None:
        self._telling = None
        if self._on_outputs is not None:
            self._on_outputs(snapshot(self.cell.outputs))
