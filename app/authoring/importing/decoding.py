"""The text of a file that somebody else saved, or a refusal that names the line."""

import codecs
import re

from app.errors import N_, KisimaError

LARGEST_TEXT = 5_000_000  # bytes; a book of questions has a tenth
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotText(KisimaError):
    sentence = N_(
        "Line %(line)s is not text. Please open the file in a text editor, and save it there "
        "as plain text with the encoding UTF-8."
    )


class NotUtf8(KisimaError):
    sentence = N_(
        "Line %(line)s is not UTF-8 text. Please open the file in a text editor, and save it "
        "with the encoding UTF-8."
    )


class TextTooLarge(KisimaError):
    sentence = N_("This text has %(megabytes)s MB; at most %(limit)s MB can be read at once.")


class MergeConflict(KisimaError):
    sentence = N_(
        "Line %(line)s is a mark of two versions that were never put together (%(mark)s). "
        "Please decide in a text editor which of the two stays, and take the marks out."
    )


def decode(data: bytes) -> str:
    r"""The text, without a byte order mark, its lines ending in `\n`.

    UTF-16 and UTF-32 are read where a byte order mark says so, since old editors save them.
    Raises NotUtf8, NotText, TextTooLarge or MergeConflict.
    """
    if len(data) > LARGEST_TEXT:
        raise TextTooLarge(megabytes=-(-len(data) // 1_000_000), limit=LARGEST_TEXT // 1_000_000)
    encoding = next((name for mark, name in _WIDE if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotUtf8(line=data[: error.start].count(b"\n") + 1) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise NotText(line=text.count("\n", 0, text.index("\0")) + 1)
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        raise MergeConflict(line=line, mark=conflict[0][:40])
    return text
