"""The box of a lesson's words: `::: glossary`."""

import pytest

from app.catalog.markdown.rendered import GlossaryPart, Html
from app.catalog.markdown.rendering import Rendered, render
from app.catalog.pages.course_words import by_alphabet, course_words
from app.catalog.translation.segments import segments

BOX = """Text.

::: glossary
table (DataFrame)
: Values in *rows* and columns.

CSV file
: A table as plain text,
  values parted by commas.
:::

[the end](../02-data/lesson.md)
"""


class Links:
    def url_for_image(self, path: str) -> str | None:
        return path

    def url_for_link(self, path: str) -> str | None:
        return f"/there/{path}"

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        return None


def rendered(text: str, **values) -> Rendered:
    return render(text, links=Links(), **values)


def words(text: str, **values) -> list[tuple[str, str]]:
    parts = rendered(text, **values).parts
    found = [one for part in parts if isinstance(part, GlossaryPart) for one in part.words]
    return [(word.term_html, word.meaning_html) for word in found]


def test_words_are_a_part_of_their_own_without_any_finding():
    page = rendered(BOX)
    assert [type(part) for part in page.parts] == [Html, GlossaryPart, Html]
    assert page.warnings == () and page.toc == ()
    assert words(BOX) == [
        ("table (DataFrame)", "Values in <em>rows</em> and columns."),
        ("CSV file", "A table as plain text,\nvalues parted by commas."),
    ]


def test_two_boxes_of_a_lesson_are_one():
    page = rendered(BOX + "\n::: glossary\nrow\n: One thing.\n:::\n")
    assert sum(isinstance(part, GlossaryPart) for part in page.parts) == 1
    assert len(words(BOX + "\n::: glossary\nrow\n: One thing.\n:::\n")) == 3


def test_a_box_inside_another_is_taken_out_of_it():
    assert words("::: challenge\nTry.\n\n::: glossary\nrow\n: One thing.\n:::\n:::\n")


def test_what_is_no_word_is_told_with_its_line():
    page = rendered("::: glossary\nJust a sentence.\n\nrow\n: One thing.\n:::\n")
    assert [(warning.line, warning.id) for warning in page.warnings] == [(2, "glossary-stray")]
    assert "Just a sentence" not in str(page.parts)


def test_an_author_may_give_two_meanings_and_links():
    text = "::: glossary\nrow\n: One.\n: Two, see [it](x.md).\n:::\n"
    ((_, meaning),) = words(text)
    assert meaning == 'One.<br>Two, see <a href="/there/x.md">it</a>.'


@pytest.mark.parametrize("bad", ["<script>x</script>", '<a onclick="x">y</a>'])
def test_hostile_words_are_made_harmless(bad):
    html = str(rendered(f"::: glossary\nrow {bad}\n: One {bad}\n:::\n").parts)
    assert "<script" not in html and "onclick" not in html


def test_a_word_that_is_not_translated_says_its_language():
    text = "::: glossary\nrow\n: One thing.\n:::\n"
    ((term, meaning),) = words(text, lang="ar", untranslated=[range(2, 4)])
    assert 'lang="en"' in term and 'lang="en"' in meaning


def test_words_and_meanings_are_for_translators():
    kinds = [segment.kind for segment in segments(BOX)]
    assert kinds.count("term") == kinds.count("definition") == 2


def test_the_words_of_a_course_by_lesson_and_by_alphabet(school):
    box = "\n::: glossary\n{}\n: Its meaning.\n:::\n"
    for place, term in (("01-rules", "Zebra"), ("02-data", "école")):
        path = school.course / place / "lesson.md"
        path.write_text(path.read_text("utf-8") + box.format(term), "utf-8")
    catalog = school.load()
    found = course_words(catalog, catalog.courses[0].lessons, "en")
    assert [one.lesson.slug for one in found] == ["01-rules", "02-data"]
    assert [named.word.term_html for named, _ in by_alphabet(found)] == ["école", "Zebra"]


def test_a_lesson_with_words_has_no_finding(school):
    path = school.course / "02-data" / "lesson.md"
    path.write_text(path.read_text("utf-8") + "\n::: glossary\nrow\n: One thing.\n:::\n", "utf-8")
    from app.catalog.checks.lesson_checks import lesson_findings

    catalog = school.load()
    assert not list(lesson_findings(catalog, catalog.courses[0].lessons[1]))
