"""Which old text a changed one was before: the most alike of those that lost their place."""

from collections.abc import Sequence

from app.catalog.translation.number_texts import has_words

# msgmerge asks for the same likeness: six tenths of the letters, in the same order.
_ALIKE = 60.0


class OldTexts:
    """Texts that stand nowhere any more, to be found by likeness."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def closest(self, text: str) -> str | None:
        """The old text most like this one, if any is like it at all.

        Numbers are like others that mean something else: a text without words was none before.
        """
        if not self.texts or not has_words(text):
            return None
        # A page whose texts are all known needs no search.
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extractOne

        found = extractOne(text, self.texts, scorer=ratio, score_cutoff=_ALIKE)
        return None if found is None else found[0]
