"""Quiz questions: what a block says, what students see, and how answers are marked."""

import pytest

from app.catalog.markdown.quiz import NumberAnswer, Question, TextAnswers, mark
from app.catalog.markdown.rendered import Html, QuizPart
from app.catalog.markdown.rendering import render

CHOICE = """```quiz id=thermostat
Which has *learned*?
- [ ] A thermostat
  > It follows a `rule`.
- [x] A spam filter
  that improves
  > Yes.

> Learning needs data.
```
"""


class NoLinks:
    def url_for_image(self, path: str) -> str | None:
        return path

    def url_for_link(self, path: str) -> str | None:
        return path

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        return None


def questions(text: str) -> list[Question]:
    parts = render(text, links=NoLinks()).parts
    return [part.question for part in parts if isinstance(part, QuizPart)]


def question(body: str, info: str = "id=q") -> Question:
    return questions(f"```quiz {info}\n{body}\n```\n")[0]


def warned(text: str) -> list[tuple[int, str]]:
    return [(w.line, w.id) for w in render(text, links=NoLinks()).warnings]


def test_a_choice_with_feedback_and_an_explanation():
    found = questions("\n\n" + CHOICE)[0]
    assert (found.id, found.kind, found.line) == ("thermostat", "single", 3)
    assert found.prompt_html == "<p>Which has <em>learned</em>?</p>"
    assert [o.html for o in found.options] == ["A thermostat", "A spam filter that improves"]
    assert [o.right for o in found.options] == [False, True]
    assert found.options[0].feedback_html == "It follows a <code>rule</code>."
    assert found.feedback_html == "<p>Learning needs data.</p>"


def test_marking_one_choice():
    found = questions(CHOICE)[0]
    wrong, right = mark(found, ["0"]), mark(found, ["1"])
    assert not wrong.right and wrong.feedback == ("It follows a <code>rule</code>.",)
    assert right.right and right.chosen == (1,)
    assert not mark(found, ["0", "1"]).right and not mark(found, []).right
    assert not mark(found, ["9", "x", "-1", "²"]).right


def test_several_choices_need_the_exact_set():
    found = question("Which?\n- [x] a\n- [ ] b\n- [x] c")
    assert found.kind == "several"
    assert mark(found, ["2", "0"]).right and not mark(found, ["0"]).right
    assert not mark(found, ["0", "1", "2"]).right


def test_one_right_option_can_still_be_a_question_with_several_answers():
    assert question("Which?\n- [x] a\n- [ ] b", "id=q kind=several").kind == "several"


@pytest.mark.parametrize(
    ("line", "answer"),
    [("= 5 ± 0.01", NumberAnswer(5, 0.01)), ("= 5 +- 1", NumberAnswer(5, 1)),
     ("= -1.5", NumberAnswer(-1.5)), ("= 200 ± 5 %", NumberAnswer(200, 10))],
)  # fmt: skip
def test_numbers_with_a_tolerance(line, answer):
    assert question(f"How many?\n{line}").answer == answer


@pytest.mark.parametrize(
    "given", ["5", "5,0", "5.01", "٥", "۵٫۰", "५", " 5 cm", "5 %", "+5", "50e-1", "10/2", "4,995"]
)
def test_numbers_as_people_write_them(given):
    assert mark(question("Mean?\n= 5 ± 0.01"), [given]).right


@pytest.mark.parametrize("given", ["", "5.02", "five", "-5", "5/0", "1e999", "5 5", "0x5", "٫"])
def test_what_is_not_the_number(given):
    assert not mark(question("Mean?\n= 5 ± 0.01"), [given]).right


@pytest.mark.parametrize("given", ["1234", "1 234", "1,234", "1\u202f234", "1٬234"])
def test_thousands(given):
    assert mark(question("How many?\n= 1234"), [given]).right


def test_short_text_forgives_case_accents_and_spaces():
    found = question("Capital?\n= São Tomé\n= the capital")
    assert found.kind == "text" and found.answer == TextAnswers(("São Tomé", "the capital"))
    assert mark(found, ["  sao   TOME. "]).right and mark(found, ["The Capital"]).right
    assert not mark(found, ["Sao"]).right and not mark(found, [""]).right


def test_arabic_vowels_may_be_left_out_but_hindi_vowels_may_not():
    assert mark(question("?\n= بِئْر"), ["بئر"]).right
    assert not mark(question("?\n= कुल"), ["कल"]).right


def test_a_number_can_be_a_text():
    assert question("Year?\n= 1984", "id=q kind=text").kind == "text"


def test_code_in_the_prompt():
    found = questions("````quiz id=q\nPrints?\n\n```python\n= 5\n- [x] no\n```\n= 3\n````\n")[0]
    assert "<pre" in found.prompt_html and found.answer == NumberAnswer(3)


def test_answers_are_not_in_the_page():
    text = "a\n\n> " + CHOICE.replace("\n", "\n> ") + "\n\n```quiz id=n\nb\n= SECRET\n```\n"
    page = render(text, links=NoLinks())
    shown = "".join(p.html if isinstance(p, Html) else p.question.prompt_html for p in page.parts)
    assert "SECRET" not in shown and "[x]" not in shown and "rule" not in shown
    assert sum(isinstance(p, QuizPart) for p in page.parts) == 2


def test_a_question_left_open_does_not_show_the_next_ones_answers():
    page = render("```quiz id=a\nOne?\n\n```quiz id=b\nTwo?\n- [x] c\n```\n", links=NoLinks())
    shown = "".join(p.question.prompt_html for p in page.parts if isinstance(p, QuizPart))
    assert "[x]" not in shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\n```quiz\na\n= 1\n```", (2, "quiz-no-id")),
        ("```quiz id=A_b\na\n= 1\n```", (1, "quiz-bad-id")),
        ("```quiz id=a\na\n= 1\n```\n\n```quiz id=a\nb\n= 1\n```", (6, "quiz-duplicate-id")),
        ("```quiz id=a\na\n- [ ] b\n```", (1, "quiz-no-right-answer")),
        ("```quiz id=a\na\n```", (1, "quiz-no-options")),
        ("```quiz id=a\n= 1\n```", (1, "quiz-no-prompt")),
        ("```quiz id=a\na\n= x ± 1\n```", (3, "quiz-bad-answer")),
        ("```quiz id=a kind=single\na\n- [x] b\n- [x] c\n```", (1, "quiz-several-right")),
        ("```quiz id=a\na\n- [x] b\nc\n```", (4, "quiz-stray-text")),
        ("```quiz id=a\na\n- [x] b\n= c\n```", (1, "quiz-mixed")),
    ],
)
def test_what_is_wrong_in_a_question(text, found):
    assert found in warned(text)


def test_questions_without_an_id_or_with_the_same_one_are_kept_apart():
    found = questions(
        "```quiz\na\n= 1\n```\n\n```quiz id=x\nb\n= 1\n```\n\n```quiz id=x\nc\n= 1\n```"
    )
    assert found[0].id.startswith("q-") and [q.id for q in found[1:]] == ["x", "x-2"]


def test_untranslated_options_are_marked():
    found = render(
        "```quiz id=q\nMoja?\n- [x] one\n```",
        links=NoLinks(),
        lang="sw",
        untranslated=[range(3, 4)],
    ).parts[0]
    assert isinstance(found, QuizPart)
    assert found.question.options[0].html == '<span dir="ltr" lang="en">one</span>'
    assert found.question.prompt_html == "<p>Moja?</p>"
