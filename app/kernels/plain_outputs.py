"""Outputs as notebooks hold them, from messages that are plainly well-formed.

nbformat checks each output that it makes against the schema of notebooks, 0.4 ms of a few lines of
text. What is recognized here is valid by its form; for the rest that check decides.
"""

from typing import Any

from nbformat import NotebookNode


def plain_output(message: dict[str, Any]) -> NotebookNode | None:
    """What nbformat's `output_from_msg` would give; None where only its own check can tell.

    Imports nbformat, so this is itself imported only when a kernel starts.
    """
    kind, content = message["msg_type"], message["content"]
    if message["header"]["msg_type"] != kind:
        return None
    if kind == "stream":
        names: tuple[str, ...] = ("name", "text")
        fits = _are_texts(content, names)
    elif kind == "error":
        names = ("ename", "evalue", "traceback")
        lines = content.get("traceback")
        fits = _are_texts(content, names[:2]) and type(lines) is list
        fits = fits and all(type(line) is str for line in lines)
    elif kind in ("display_data", "execute_result"):
        names = ("metadata", "data")
        data, count = content.get("data"), content.get("execution_count")
        # Pictures and tables come as text; values in JSON have rules of their own.
        fits = type(data) is dict and all(type(text) is str for text in data.values())
        fits = fits and content.get("metadata") == {}
        if kind == "execute_result":
            names = (*names, "execution_count")
            fits = fits and type(count) is int and count >= 0
    else:
        return None
    if not fits:
        return None
    output = NotebookNode(output_type=kind)
    for name in names:
        output[name] = content[name]
    return output


def _are_texts(content: dict[str, Any], names: tuple[str, ...]) -> bool:
    return all(type(content.get(name)) is str for name in names)
