"""What is known while one text is rendered: its lines, its languages, and what is wrong in it."""

import re
from collections.abc import Callable, Mapping, Sequence

from app.catalog.languages import direction
from app.catalog.markdown.blocks import clean
from app.catalog.markdown.nodes import Node
from app.catalog.markdown.rendered import Heading, Warning

_EMPTY_ALT = re.compile(r"""\balt\s*=\s*(?:""|'')""")


class Page:
    """One rendering. Lines count from 0 in here, from 1 in the warnings that come out."""

    def __init__(
        self,
        text: str,
        *,
        lang: str = "en",
        source_lang: str = "en",
        untranslated: Sequence[range] = (),
        changed: Sequence[range] = (),
        words: Callable[[str], str] = lambda word: word,
        heading_ids: Sequence[str] = (),
    ) -> None:
        self.text = clean(text)
        self.words = words
        self.lang = lang
        self.source_lang = source_lang
        self.heading_ids = list(heading_ids)
        self.warnings: dict[tuple[int, str, tuple[tuple[str, str], ...]], Warning] = {}
        self.toc: list[Heading] = []
        self.ids: set[str] = set()
        self.title = ""
        self.offset = 0
        self.footnotes: Mapping[str, Node] = {}
        self._untranslated = {n - 1 for lines in untranslated for n in lines}
        self._changed = [range(lines.start - 1, lines.stop - 1) for lines in changed]
        self._lines = self.text.split("\n")
        self._searched: set[tuple[str, str]] = set()
        self._decorative: set[str] | None = None

    def warn(self, line: int, kind: str, /, **values: str) -> None:
        """Note what is wrong at a line of the block being rendered."""
        self._add(line + self.offset, kind, values)

    def warn_at_text(self, snippet: str, kind: str, /, **values: str) -> None:
        """Note what is wrong at every line that has the snippet, or at the first line."""
        if (snippet, kind) in self._searched:
            return
        self._searched.add((snippet, kind))
        first = snippet.strip().split("\n", 1)[0]
        # Only as a whole word: a picture named "x" is not at every line with that letter.
        begins, ends = (
            r"(?<!\w)" if first[:1].isalnum() else "",
            r"(?!\w)" if first[-1:].isalnum() else "",
        )
        whole = re.compile(begins + re.escape(first) + ends)
        places = [n for n, line in enumerate(self._lines) if first and whole.search(line)]
        for line in places[:20] or [0]:
            self._add(line, kind, values)

    def _add(self, line: int, kind: str, values: Mapping[str, str]) -> None:
        short = {name: " ".join(str(value).split())[:120] for name, value in values.items()}
        key = (line, kind, tuple(short.items()))
        self.warnings.setdefault(key, Warning(line + 1, kind, short))

    def sorted_warnings(self) -> tuple[Warning, ...]:
        """Everything that was noted, in reading order."""
        return tuple(sorted(self.warnings.values(), key=lambda w: (w.line, w.id)))

    def language_of(self, node: Node) -> dict[str, str]:
        """The lang and dir attributes of a block that is not translated; else nothing."""
        lines = range(node.start + self.offset, max(node.end, node.start + 1) + self.offset)
        if self._untranslated.isdisjoint(lines):
            return {}
        return {"lang": self.source_lang, "dir": direction(self.source_lang)}

    def has_changed(self, node: Node) -> bool:
        """Whether a block's original has changed since; says so once for each block."""
        lines = range(node.start + self.offset, max(node.end, node.start + 1) + self.offset)
        met = [one for one in self._changed if one.start < lines.stop and lines.start < one.stop]
        self._changed = [one for one in self._changed if one not in met]
        return bool(met)

    def is_decorative(self, source: str) -> bool:
        """Tell whether the author wrote alt="" for an image, which then says nothing."""
        if self._decorative is None:
            self._decorative = {line for line in self._lines if _EMPTY_ALT.search(line)}
        return any(source in line for line in self._decorative)
