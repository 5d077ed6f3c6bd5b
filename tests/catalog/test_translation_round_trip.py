"""A course that is extracted and merged with nothing translated gives back the same bytes."""

from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.loading import load_catalog
from app.catalog.translation.extraction import extract
from app.catalog.translation.lesson_file import translate_file
from app.catalog.translation.merging import merge
from app.catalog.translation.segments import segments

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(ROOT.glob("courseware/*/*/lesson*.md"))

# What three known tools damage, and what a hand-written scanner takes for something else.
HARD = """\
---
title: "Lazy: quotes"   # a comment
minutes: 40
competencies: [4.1.4,
  4.2]
exercise: a
---

<!-- a comment --># Not yet a heading

<!-- a comment -->
# Heading {#id}

1. Step one:

   ```python
   # count
   for n in range(3):
       print(n)
   ```

2) Step two
continues lazily

        indented = "code"

> A quote
goes on lazily
> - with a list
and on

| left | right | middle |
|:-----|------:|:------:|
| `a|b`| 2     | see [x](y.md "t") |

a | b
--|:-:
pipe-less | table

::: callout Title
Text with $\\hat{y} = w x$ and `code` and <https://example.org>.
:::

```quiz id=q
Which?
- [ ] One
  > No.
- [x] Two
```

Term
: Meaning

[^1]: A note\t
    goes on

Hard\\
break  \nand\tspaces   """

BLOCKS = (
    "# A heading #\n", "Text\nover lines\n", "> quote\nlazy\n", "1. one\n\n   ```\n   x\n   ```\n",
    "- a\n  - b\n\n      deep\n", "| a | b |\n|:--|--:|\n| c | d |\n", "a | b\n--|--\nc | d\n",
    "<!-- c -->\n# After a comment\n", "<div>\n\ntext\n\n</div>\n", "::: note T\nin\n:::\n",
    "```python\n# words here\nx = 1\n```\n", "~~~\ncode\n~~~\n", "$$\nx\n$$\n", "***\n",
    "Term\n: D\n",
    "```quiz id=a\nQ?\n- [x] R\n  > F\n```\n", "[^1]: note\n", "![a](b.png)\n", "\u2028x\n",
    "x\r\ny\r\n",
)  # fmt: skip
FRONTS = (
    "",
    "---\ntitle: A\n---\n",
    '---\r\nid: x\r\ntitle: "B: c"\r\n---\r\n',
    "\ufeff---\n---\n",
)


def merged(text: str) -> dict[str, str]:
    """What a translation of one lesson holds that was extracted, merged and never filled in."""
    file = polib.POFile(check_for_duplicates=False)
    for one in {segment.text: None for segment in segments(text)}:
        file.append(polib.POEntry(msgid=one))
    read = polib.pofile(str(merge(file, file)))
    return {entry.msgid: entry.msgstr for entry in read}


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(FRONTS),
    st.lists(st.one_of(st.sampled_from(BLOCKS), st.text(max_size=8)), max_size=9),
)
def test_nothing_translated_gives_back_the_same_bytes(front, blocks):
    text = front + "\n".join(blocks)
    assert translate_file(text, merged(text).get) == text


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(FRONTS), st.lists(st.sampled_from(BLOCKS), max_size=9).map("\n".join))
def test_every_text_translated_by_itself_gives_back_the_same_bytes(front, body):
    assert translate_file(front + body, lambda text: text) == front + body


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
def test_every_lesson_of_ours_comes_back_byte_for_byte(path):
    text = path.read_bytes().decode("utf-8")
    assert translate_file(text, merged(text).get) == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_hard_lesson_comes_back_byte_for_byte(end):
    text = HARD.replace("\n", end)
    assert translate_file(text, merged(text).get) == text


def test_a_whole_course_merged_twice_stays_as_it_was():
    catalog = load_catalog([ROOT / "courseware"], [ROOT / "exercises"], ROOT / "translations", None)
    for course in catalog.courses:
        template = extract(catalog, course)
        once = merge(template, template)
        assert str(merge(once, extract(catalog, course))) == str(once)


def test_only_the_title_of_the_front_matter_changes():
    words = {"Lazy: quotes": 'Des "citations": oui', "4.1.4": "NO"}
    changed = translate_file(HARD, words.get)
    assert 'title: "Des \\"citations\\": oui"\nminutes: 40\n' in changed
    assert changed.replace('"Des \\"citations\\": oui"', '"Lazy: quotes"   # a comment') == HARD
