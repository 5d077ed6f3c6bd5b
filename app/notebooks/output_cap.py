"""Too much output is cut and says so."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Output = dict[str, Any]

CUT_TEXT = "The rest of this output was left out because it is too long."


def cut_mark() -> Output:
    """The output that stands for what was left out; pages show it in the reader's language."""
    return {
        "output_type": "display_data",
        "metadata": {"kisima": {"cut": True}},
        "data": {"text/plain": CUT_TEXT},
    }


def is_cut_mark(output: Mapping[str, Any]) -> bool:
    """True for the output that `cut_mark` makes."""
    about = output.get("metadata")
    ours = about.get("kisima") if isinstance(about, dict) else None
    return isinstance(ours, dict) and ours.get("cut") is True


def size_of(output: Output) -> int:
    """About how many characters an output takes in the file."""
    if output.get("output_type") == "stream" and isinstance(output.get("text"), str):
        return len(output["text"]) + 60
    return len(json.dumps(output, ensure_ascii=False, default=str))


def cut_outputs(outputs: Sequence[Output], limit: int) -> tuple[list[Output], int]:
    """Keep the outputs that fit into `limit` characters, and how many characters they take.

    Printed text that does not fit keeps its beginning. An error is always kept, since it says
    what went wrong; its parts are short.
    """
    kept: list[Output] = []
    used = 0
    cut = False
    for output in outputs:
        size = size_of(output)
        if used + size <= limit:
            kept.append(output)
            used += size
            continue
        cut = True
        if output.get("output_type") == "stream" and limit - used > 200:
            beginning = output["text"][: limit - used - 60]
            kept.append({**output, "text": beginning})
            used = limit
        elif output.get("output_type") == "error":
            short = {
                **output,
                "evalue": str(output.get("evalue", ""))[:2000],
                "traceback": [str(line)[:4000] for line in output.get("traceback", [])[-5:]],
            }
            kept.append(short)
            used += min(size_of(short), limit)
    if cut:
        kept.append(cut_mark())
    return kept, used
