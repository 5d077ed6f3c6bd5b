"""Tracebacks in IPython's form, without its costs.

IPython's own looks through all modules for every frame: 20 ms an error with the science stack
loaded, and half a second inside pandas.
"""

import linecache
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType

Frame = tuple[str, int, str]

RULE = "-" * 75
CONTEXT = 2
# More frames than this are cut in the middle.
MOST_FRAMES = 30
MOST_CAUSES = 5


def chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """The error, then what caused it, each with the sentence that leads to the one before."""
    sentence = ""
    for _ in range(MOST_CAUSES):
        yield error, sentence
        if error.__cause__ is not None:
            error = error.__cause__
            sentence = "The above exception was the direct cause of the following exception:"
        elif error.__context__ is not None and not error.__suppress_context__:
            error = error.__context__
            sentence = "During handling of the above exception, another exception occurred:"
        else:
            return


def own_frames(error: BaseException, cells: Mapping[str, int]) -> list[Frame]:
    """(file, line, function) of each frame, from the first that is in a cell."""
    frames = list(_frames(error.__traceback__))
    for index, frame in enumerate(frames):
        if frame[0] in cells:
            return frames[index:]
    return frames


def _frames(tb: TracebackType | None) -> Iterator[Frame]:
    while tb is not None:
        code = tb.tb_frame.f_code
        yield code.co_filename, tb.tb_lineno, code.co_qualname
        tb = tb.tb_next


def format_plainly(error: BaseException, cells: Mapping[str, int]) -> list[str]:
    """The traceback as pieces to be joined by newlines, oldest cause first."""
    pieces: list[str] = []
    for one, sentence in reversed(list(chain(error))):
        name = type(one).__name__
        pieces += [RULE, f"{name:<42}Traceback (most recent call last)"]
        frames = own_frames(one, cells)
        if len(frames) > MOST_FRAMES:
            half = MOST_FRAMES // 2
            pieces += [_format_frame(frame, cells) for frame in frames[:half]]
            pieces.append(f"    [... {len(frames) - 2 * half} frames left out ...]\n")
            pieces += [_format_frame(frame, cells) for frame in frames[-half:]]
        else:
            pieces += [_format_frame(frame, cells) for frame in frames]
        pieces += message_lines(one)
        if sentence:
            pieces += ["", sentence, ""]
    return pieces


def message_lines(error: BaseException) -> list[str]:
    """The last lines: the error's name and message, and what a group holds."""
    try:
        lines = traceback.format_exception_only(type(error), error)
        if isinstance(error, BaseExceptionGroup):
            lines = traceback.format_exception(error, limit=0)
    except Exception:
        lines = [type(error).__name__]
    return "".join(lines).rstrip("\n").split("\n")


def _format_frame(frame: Frame, cells: Mapping[str, int]) -> str:
    file, line, function = frame
    inside = "" if function == "<module>" else f", in {function}"
    if file not in cells:
        source = linecache.getline(file, line).strip()
        shown = f"\n--> {line} {source}" if source else ""
        return f"File {file}:{line}{inside}{shown}\n"
    lines = [f"Cell In[{cells[file]}], line {line}{inside}"]
    for number in range(max(line - CONTEXT, 1), line + CONTEXT + 1):
        source = linecache.getline(file, number).rstrip("\n")
        if number == line:
            lines.append(f"----> {number} {source}")
        elif source.strip():
            lines.append(f"      {number} {source}")
    return "\n".join(lines) + "\n"
