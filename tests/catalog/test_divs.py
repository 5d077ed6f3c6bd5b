"""Boxes: `:::` divs, callouts, and what other projects write in their place."""

import pytest

from app.catalog.markdown.divs import parse_opening
from app.catalog.markdown.rendered import Html, InstructorPart
from app.catalog.markdown.rendering import render
from app.catalog.markdown.words import WORDS


class NoLinks:
    def url_for_image(self, path: str) -> str | None:
        return path

    def url_for_link(self, path: str) -> str | None:
        return path

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        return None


def page(text: str, **values) -> str:
    return "".join(p.html for p in render(text, links=NoLinks(), **values).parts)


def student(text: str) -> str:
    parts = render(text, links=NoLinks()).parts
    return "".join(part.html for part in parts if isinstance(part, Html))


@pytest.mark.parametrize(
    ("name", "word"), [("objectives", "Objectives"), ("questions", "Questions"),
                       ("keypoints", "Key points"), ("challenge", "Challenge")],
)  # fmt: skip
def test_a_box_has_its_label(name, word):
    assert f'<div class="{name}"><p class="label">{word}</p>' in page(f"::: {name}\nx\n:::\n")


def test_labels_are_translated():
    assert ">Malengo<" in page("::: objectives\n- x\n:::", words={"Objectives": "Malengo"}.get)


def test_every_label_is_in_the_list_of_words():
    from app.catalog.markdown.divs import BOXES

    assert {box.word for box in BOXES.values()} <= set(WORDS)


def test_a_solution_inside_a_challenge_is_folded_away():
    text = "::::::: challenge\n## Try\nDo it.\n\n:::: solution\nDone.\n::::\n:::::::\n"
    found = page(text)
    assert (
        '<details class="solution"><summary>Solution</summary><p>Done.</p></details></div>' in found
    )
    assert render(text, links=NoLinks()).toc == ()


@pytest.mark.parametrize(
    "line", [":::tip", "::: {.tip}", ":::::: tip ::::::", "::: {.tip #here}", ":::{tip}"]
)
def test_ways_to_open_a_box(line):
    found = page(f"{line}\nx\n:::\n")
    assert 'class="callout tip"' in found


@pytest.mark.parametrize(
    ("info", "title"),
    [("note Read *this*", "Read *this*"), ('{.note title="Read"}', "Read"), ("note[Read]", "Read"),
     ("note", ""), ("{.note #id}", "")],
)  # fmt: skip
def test_titles_of_boxes(info, title):
    opening = parse_opening(info)
    assert opening.title == title
    if title:
        assert info[opening.title_at :].startswith(title)


@pytest.mark.parametrize(
    "text",
    ["> [!INSTRUCTOR]\n> SECRET\n", "> SECRET\n{: .instructor}\n", "```{instructor}\nSECRET\n```\n",
     "<Instructor>\n\nSECRET\n\n</Instructor>\n"],
)  # fmt: skip
def test_other_ways_to_write_for_instructors_are_kept_from_students_too(text):
    parts = render(f"Before.\n\n{text}\nAfter.\n", links=NoLinks()).parts
    assert [type(part) for part in parts] == [Html, InstructorPart, Html]
    assert "SECRET" in parts[1].html


@pytest.mark.parametrize(
    "text",
    ["```{note}\n::: instructor\nSECRET\n:::\n```\n",
     "```quiz id=a\nWhat?\n\n::: instructor\nSECRET\n:::\n- [x] a\n- [ ] b\n```\n"],
)  # fmt: skip
def test_what_cannot_be_taken_out_is_left_out_and_told(text):
    rendered = render(text, links=NoLinks())
    assert "SECRET" not in str(rendered.parts)
    assert [warning.id for warning in rendered.warnings] == ["instructor-inside"]


def test_what_is_for_instructors_never_reaches_students():
    text = "::: challenge\na\n\n::: instructor\nSECRET\n:::\n\nb\n:::\n\n"
    text += "> ::: instructor\n> SECRET\n> :::\n"
    parts = render(text, links=NoLinks()).parts
    assert "SECRET" not in student(text)
    assert sum(isinstance(p, InstructorPart) for p in parts) == 2
    assert student(text).index("<p>a</p>") < student(text).index("<p>b</p>")


def test_a_footnote_of_the_instructor_stays_with_the_instructor():
    text = "a[^1]\n\n::: instructor\nb[^1]\n\n[^1]: SECRET\n:::\n"
    assert "SECRET" not in student(text)
    assert "SECRET" in page(text)


@pytest.mark.parametrize(
    ("mark", "word"), [("NOTE", "Note"), ("TIP", "Tip"), ("IMPORTANT", "Important"),
                       ("WARNING", "Warning"), ("CAUTION", "Caution")],
)  # fmt: skip
def test_callouts_as_on_github(mark, word):
    found = page(f"> [!{mark}]\n> Text\n> more\n")
    assert f'<p class="label">{word}</p><p>Text\nmore</p></div>' in found
    assert "blockquote" not in found and "[!" not in found


def test_old_carpentries_boxes():
    text = "> ## Try\n>\n> ~~~\n> x = 1\n> ~~~\n> {: .language-python}\n>\n"
    text += "> > ## Solution\n> > y\n> {: .solution}\n{: .challenge}\n"
    found = page(text)
    assert '<div class="challenge">' in found and '<details class="solution">' in found
    assert 'data-lang="python"' in found and "{:" not in found


def test_hugging_face_tips_are_callouts():
    assert 'class="callout tip"' in page("<Tip>\n\nUse **less**.\n\n</Tip>\n")
    assert 'class="callout warning"' in page("<Tip warning={true}>\nCareful\n</Tip>\n")


def test_the_sentences_in_an_unknown_component_are_kept():
    text = '<Question\n\tchoices={[\n\t\t{text: "It learns from many examples."},\n\t]}\n/>\n'
    assert "It learns from many examples." in page(text)


def test_myst_directives():
    assert 'class="callout note"' in page("```{note} Look\nText with `code`.\n```\n")
    assert '<img alt="A cat" src="a.png"' in page("```{figure} a.png\n:alt: A cat\n```\n")
    assert "<math" in page("```{math}\nx^2\n```\n")


def test_d2l_roles_and_tabs():
    found = page("# T\n:label:`sec_t`\n\nSee :numref:`fig_a`.\n\n:begin_tab:`x`\ntext\n:end_tab:\n")
    assert (
        'id="sec_t"' in found and "See <span>fig_a</span>." in found and "<p>\ntext\n</p>" in found
    )


def test_an_unknown_box_keeps_what_it_holds():
    assert "<p><em>kept</em></p>" in page("::: nosuch\n*kept*\n:::\n")
