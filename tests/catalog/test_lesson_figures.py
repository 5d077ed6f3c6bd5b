"""What a lesson holds, in numbers."""

import pytest

from app.catalog.checks.lesson_figures import lesson_figures, words_in

LESSON = """---
id: rules
title: Rules
minutes: 40
exercise: doubling
---

## Two words

Five words of plain prose. ![A picture](figure.svg)

```python
# not prose
print("not prose")
```

:::: challenge
### Try it

Say a word.

::: solution
Word.
:::
::::

```quiz id=one
How many?
- [ ] Two
- [x] Three
  > Right.
```

```quiz id=two
And more?
= 5
> So it is.
```

::: glossary
rule
: What to do when.
:::

::: instructor
Three words here.
:::
"""


@pytest.fixture
def figures(school):
    school.write("courseware/foundations/01-rules/lesson.md", LESSON)
    catalog = school.load()
    return lesson_figures(catalog, catalog.lesson("foundations", "01-rules"))


def test_words_are_counted_where_they_stand(figures):
    # Headings, prose, the labels of boxes ("Challenge", "Solution") and what stands in them.
    assert (figures.prose, figures.quiz, figures.notes) == (15, 6, 6)
    assert (figures.code_lines, figures.glossary) == (2, 1)


def test_questions_boxes_and_pictures_are_counted(figures):
    assert (figures.questions, figures.kinds) == (2, ("number", "single"))
    assert figures.unexplained == ("one",)
    assert figures.boxes == {"objectives": 0, "keypoints": 0, "challenge": 1, "solution": 1}
    assert (figures.pictures, figures.picture_bytes) == (1, len("<svg/>"))


def test_minutes_are_estimated_from_all_that_there_is_to_do(figures):
    assert figures.exercise == 6
    assert figures.reading == pytest.approx(15 / 110 + 0.5 + 2 * 0.1 + 2 * 0.7 + 5)


def test_the_largest_page_is_named_with_its_language(school, figures):
    assert list(figures.packed) == ["en"] and figures.heaviest == ("en", figures.packed["en"])
    assert 100 < figures.packed["en"] < 2000


def test_code_and_formulas_are_no_words():
    assert words_in("<p>l’eau <code>x</code> ok 12</p><pre>a b c</pre><math>d</math>") == 3
