"""What the editor's buttons insert: the same pieces stand under “How to write” for copying."""

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class Snippet:
    """A piece of Markdown: its id on the page, the words of its button, and its text."""

    id: str
    label: str
    text: str


@dataclass(frozen=True)
class Mark:
    """Marks around some words: a button with a sign on its face, its key with Ctrl, the marks, and
    words to begin with."""

    label: str
    face: str
    key: str
    sign: str
    filler: str


def marks() -> list[Mark]:
    """The buttons that put marks around what is chosen."""
    return [
        Mark(_("Bold"), "B", "b", "**", _("bold")),
        Mark(_("Italic"), "I", "i", "*", _("italic")),
        Mark(_("Formula in a line"), "x²", "", "$", "y = w x + b"),
        Mark(_("Code in a line"), "‹›", "", "`", "print(1)"),
    ]


def snippets() -> list[Snippet]:
    """The buttons that insert a piece of its own, in the reader's language."""
    return [
        Snippet("s-heading", _("Heading"), "## " + _("A new section")),
        Snippet("s-list", _("List"), "- " + _("first point") + "\n- " + _("second point")),
        Snippet(
            "s-link", _("Link"), "[" + _("words to choose") + "](../02-another-lesson/lesson.md)"
        ),
        Snippet("s-table", _("Table"), _table()),
        Snippet("s-code", _("Python code"), "```python\nprice = 120\nprint(price)\n```"),
        Snippet("s-formula", _("Formula"), "$$\n\\bar{x} = \\frac{x_1 + x_2}{2}\n$$"),
        Snippet("s-callout", _("Note box"), "> [!NOTE]\n> " + _("Something to keep in mind.")),
        Snippet("s-quiz", _("Quiz with choices"), _choices()),
        Snippet("s-number", _("Quiz with a number"), _number()),
        Snippet("s-challenge", _("Challenge"), _challenge()),
        Snippet("s-objectives", _("Objectives"), _objectives()),
        Snippet("s-words", _("Words of this lesson"), _words()),
        Snippet("s-instructor", _("For instructors"), _instructor()),
    ]


# The words stand outside of f-strings, in which their collector does not see them.


def _link() -> str:
    return "[" + _("words to choose") + "](../02-another-lesson/lesson.md)"


def _table() -> str:
    head, price, white, yellow = _("Maize"), _("Price"), _("white"), _("yellow")
    return f"| {head} | {price} |\n| --- | ---: |\n| {white} | 120 |\n| {yellow} | 135 |"


def _choices() -> str:
    asked, right, wrong = _("What do you ask?"), _("The right answer"), _("A wrong answer")
    why = _("Why somebody may choose it, and why it is wrong.")
    return f"```quiz id=question\n{asked}\n- [x] {right}\n- [ ] {wrong}\n  > {why}\n```"


def _number() -> str:
    asked = _("What is the mean of 2, 4 and 9?")
    return f"```quiz id=question\n{asked}\n= 5 ± 0.01\n```"


def _challenge() -> str:
    task, solution = _("What students are to try."), _("How it can be solved; closed at first.")
    return f"::: challenge\n{task}\n\n::: solution\n{solution}\n:::\n:::"


def _objectives() -> str:
    return "::: objectives\n- " + _("Say what students can do after this lesson") + "\n:::"


def _words() -> str:
    return (
        "::: glossary\n" + _("a new word") + "\n: " + _("What it means in this lesson.") + "\n:::"
    )


def _instructor() -> str:
    return "::: instructor\n" + _("Only instructors see this.") + "\n:::"
