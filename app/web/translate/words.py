"""What the translators' pages call states and kinds, and which languages they suggest."""

from flask_babel import gettext as _

from app.authoring.translating.entries import State

# Codes to choose from; any other that Unicode knows may be typed.
SUGGESTED = frozenset(
    """
    ak am bm bn ee ff gu guz ha ig kam kg ki kln ln lg lu luo mer mg mr ms my nd ne nso ny om pa ps
    rn rw sg si sn so ss st ta te ti tn ts tum ur ve vi wo xh yo zu
    """.split()  # noqa: SIM905
)


def state_words(state: State) -> str:
    """A state as it is said to translators."""
    return {
        "to_do": _("to do"),
        "changed": _("changed since"),
        "done": _("done"),
    }[state]


def kind_words(kind: str) -> str:
    """What a text is, where that is worth saying."""
    return {
        "title": _("Title"),
        "rubric": _("A row of a rubric: who marks and the student read it; one line"),
        "sheet": _("What is said of a data file; one line"),
        "heading": _("Heading"),
        "cell": _("Cell of a table; one line"),
        "option": _("An option of a question; one line"),
        "feedback": _("What a student reads who chose the option before; one line"),
        "answer": _("An accepted answer: what a student would type"),
        "comment": _("A comment in code; each line is a line of it"),
        "message": _("A message of a test; keep {…} and %… as they are"),
        "html": _("HTML: keep the marks, translate the words"),
    }.get(kind, "")


def suggested(names: dict[str, str], there: set[str]) -> list[tuple[str, str]]:
    """Code and English name of the languages to choose from, by name."""
    found = [(code, names[code]) for code in SUGGESTED if code in names and code not in there]
    return sorted(found, key=lambda pair: pair[1])
