"""Markdown to parts of a page: blocks, inline text, links, headings and warnings."""

import re

import pytest

from app.catalog.markdown.rendered import Html, InstructorPart, QuizPart, Rendered
from app.catalog.markdown.rendering import render


class Files:
    """Everything is there but what is called gone."""

    def url_for_image(self, path: str) -> str | None:
        return None if "gone" in path else f"/files/{path}"

    def url_for_link(self, path: str) -> str | None:
        return None if "gone" in path else f"/pages/{path}"

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        return (40, 30) if path.startswith("sized") else None


def rendered(text: str, **values) -> Rendered:
    return render(text, links=Files(), **values)


def html(text: str, **values) -> str:
    return "".join(p.html for p in rendered(text, **values).parts if not isinstance(p, QuizPart))


def warned(text: str) -> list[tuple[int, str]]:
    return [(w.line, w.id) for w in rendered(text).warnings]


def test_a_fence_with_a_second_word_does_not_swallow_what_follows():
    page = html("```python out\nprint(1)\n```\n\ntext **bold**\n")
    assert page.count("<pre") == 1 and "<strong>bold</strong>" in page
    assert 'class="code output"' in page


@pytest.mark.parametrize("info", ["{.python .input}", "python", "{.python #id n=1}", "{python}"])
def test_the_language_of_a_fence_is_found_however_it_is_written(info):
    assert 'data-lang="python"' in html(f"```{info}\nx = 1\n```\n")


def test_code_is_never_mirrored_or_translated():
    assert '<pre class="code" dir="ltr" translate="no" tabindex="0">' in html("```\nx\n```\n")


def test_code_stays_inside_a_numbered_list():
    page = html("1. one\n\n   ```sh\n   ls\n   ```\n\n2. two\n")
    assert page.count("<ol>") == 1 and "<pre" in page and page.index("</pre>") < page.index("two")


@pytest.mark.parametrize("indent", ["  ", "   ", "    "])
def test_lists_nest_with_two_three_and_four_spaces(indent):
    assert "<li>a<ul><li>b</li></ul></li>" in html(f"- a\n{indent}- b\n")


def test_quotes_with_a_blank_line_between_them_stay_apart():
    assert html("> a\n\n> b\n").count("<blockquote>") == 2


def test_a_table_keeps_its_alignment_and_can_be_scrolled():
    page = html("| a | b |\n|:--|--:|\n| 1 | 2 |\n")
    assert '<th class="align-start" scope="col">a</th>' in page
    assert '<td class="align-end">2</td>' in page and 'class="table-scroll"' in page


def test_definition_lists_task_lists_and_footnotes():
    page = html("Term\n: Meaning\n\n- [x] done\n- [ ] to do\n\nSee[^n].\n\n[^n]: The *note*.\n")
    assert "<dt>Term</dt><dd>Meaning</dd>" in page
    assert "☑</span> done" in page and "☐</span> to do" in page
    assert '<a href="#fn-1">1</a>' in page and '<li id="fn-1"><p>The <em>note</em>.' in page


def test_footnotes_are_numbered_as_the_reader_meets_them():
    notes = "\n\n[^z]: Z\n[^a]: A\n[^m]: M\n[^l]: L\n"
    text = "One[^m]\n\n- two[^z]\n  - **three**[^a]\n\n| h[^l] |\n|---|\n| c[^m] |\n\nlast[^a]"
    page = html(text + notes)
    assert re.findall(r'<a href="#fn-(\d)">', page) == ["1", "2", "3", "4", "1", "3"]
    order = ['<li id="fn-1"><p>M', '<li id="fn-2"><p>Z', '<li id="fn-3"><p>A', '<li id="fn-4"><p>L']
    assert [place for place in order if place in page] == order
    assert page.index('id="fnref-1"') < page.index('id="fnref-1-2"')


def test_an_image_has_its_size_unless_the_author_gave_one():
    assert 'width="40" height="30"' in html("![a](sized.png)")
    assert 'height="30"' not in html("![a](sized.png){width=20}")
    assert "width" not in html("![a](other.png)")


def test_code_with_a_comment_that_is_not_translated_says_its_language():
    text = "```python\n# words\n```\n"
    assert '<pre class="code" data-lang="python" lang="en"' in html(
        text, lang="ar", untranslated=[range(2, 3)]
    )
    assert "lang=" not in html(text, lang="ar").replace("data-lang=", "")


def test_a_number_and_its_unit_stay_together():
    page = html("At 32 °C and 40 % of 5 kg, `5 % 2` is 1. Add 3 more, 5 minutes.")
    assert "32&nbsp;°C and 40&nbsp;% of 5&nbsp;kg," in page
    assert "5 % 2</code>" in page and "3 more, 5 minutes" in page
    assert "32&nbsp;\u200e°C" in html("32 \u200e°C")


@pytest.mark.parametrize("points", ["(2 points)", "(6 نقاط، منك)", "(alama 2)"])
def test_the_points_of_a_step_stay_together(points):
    assert points.replace(" ", "&nbsp;", 1) in html(f"## One step {points}")


def test_short_code_is_not_cut_in_two():
    assert '<code class="short">5 // 2</code>' in html("`5 // 2`")
    assert "<code>x</code>" in html("`x`") and "<code>a long" in html("`a long piece of code here`")


def test_the_sides_of_aligned_formulas_are_kept():
    page = html("$$\\begin{aligned}a &= b\\end{aligned}$$")
    assert '<mtd class="align-end">' in page and '<mtd class="align-start">' in page


def test_a_footnote_can_mention_another():
    page = html("See[^a].\n\n[^a]: First[^b].\n\n[^b]: Second.\n")
    assert '<li id="fn-2"><p>Second.' in page


def test_money_is_no_mathematics():
    assert "<math" not in html("It costs $5 and $10, or US$5 to $7-$9.\n")


def test_underscores_and_stars_in_mathematics_are_not_emphasis():
    page = html("$a_1 * b_1$ and $a_2 * b_2$\n\n$$\nx_1 - y\n- z_1\n$$\n")
    assert page.count("<math") == 3 and "<em>" not in page and "<li>" not in page
    assert '<annotation encoding="application/x-tex">a_1 * b_1</annotation>' in page


def test_a_formula_of_its_own_scrolls_from_left_to_right_on_every_page():
    assert '<div class="math" dir="ltr" tabindex="0"><math' in html("$$\n1 + 2\n$$\n")


def test_there_is_no_mathematics_in_code():
    assert html("`$x$`\n\n```\n$$y$$\n```\n").count("<math") == 0


def test_a_formula_that_cannot_be_read_is_shown_as_its_source():
    assert '<code class="tex" dir="ltr" translate="no">\\nosuch{x}</code>' in html("$\\nosuch{x}$")
    assert warned("text\n\n$\\nosuch{x}$") == [(3, "bad-mathematics")]


def test_headings_begin_at_two_without_gaps_and_have_ids_of_their_own():
    page = rendered("# Title {#top}\n\n### Über *uns*\n\n### Über uns\n\n# العنوان\n")
    assert [(h.level, h.id) for h in page.toc] == [
        (2, "top"), (3, "über-uns"), (3, "über-uns-2"), (2, "العنوان"),
    ]  # fmt: skip
    assert page.title == "Title"


def test_a_translation_can_keep_the_ids_of_its_source():
    page = rendered("## Utangulizi\n", heading_ids=["introduction"])
    assert page.toc[0].id == "introduction" and page.toc[0].text == "Utangulizi"


def test_braces_that_are_no_attributes_stay_text():
    assert "The set {1, 2}" in html("## The set {1, 2}\n")


def test_images_get_their_address_alt_text_and_caption():
    page = html('![A chart](fig/a.png){alt="Bars that *rise*" width=200}\n')
    assert 'alt="Bars that *rise*"' in page and 'src="/files/fig/a.png"' in page
    assert 'loading="lazy"' in page and "<figcaption>A chart</figcaption>" in page


def test_raw_images_and_links_go_through_links_too():
    page = html('<img src="a.png" alt="x"> <a href="b.md#c">b</a>\n')
    assert 'src="/files/a.png"' in page and 'href="/pages/b.md#c"' in page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n\n[b](gone.md)", (3, "missing-link")),
        ("![b](gone.png)", (1, "missing-image")),
        ("![](a.png)", (1, "missing-alt")),
        ("![a](https://example.org/a.png)", (1, "image-elsewhere")),
        ("[a](#nowhere)", (1, "missing-anchor")),
        ("a\n\n```python\nx", (3, "unclosed-fence")),
        ("a\n\n::: challenge\nx", (3, "unclosed-div")),
        ("a\n\n:::\n", (3, "stray-div-end")),
        ("::: nosuch\nx\n:::", (1, "unknown-div")),
        ("a[^x]", (1, "unknown-footnote")),
        ("<script>x</script>", (1, "removed-tag")),
        ("{% include x %}", (1, "template-line")),
        ("see :ref:`x`", (1, "unknown-role")),
        ("<Chart data={x} />", (1, "unknown-tag")),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, found):
    assert found in warned(text)


def test_what_is_missing_keeps_its_text():
    page = html("[words](gone.md) ![picture](gone.png)")
    assert "words" in page and "picture" in page and "gone" not in page


def test_a_decorative_image_needs_no_alt_text():
    assert warned('<img src="a.png" alt="">') == []


def test_text_in_angle_brackets_stays_text():
    page = html("Write <your-name> or <LICENSE or more> here.")
    assert "&lt;your-name&gt;" in page and "&lt;LICENSE or more&gt;" in page


@pytest.mark.parametrize("tag", ["script", "STYLE", "textarea", "template"])
def test_a_tag_that_is_never_closed_takes_nothing_with_it(tag):
    for text in (f"Write <{tag}> here.\n\nRest", f"<div>Write <{tag}> here.</div>\n\nRest"):
        page = html(text)
        assert f"&lt;{tag}&gt; here." in page and "Rest" in page
    assert "gone" not in html(f"<div>\n<{tag}>\ngone\n\ngone\n</{tag}>\n</div>\n\nRest")


def test_untranslated_blocks_are_marked_with_their_language():
    text = "# One\n\nTwo\n\n- three\n- four\n"
    page = html(text, lang="ar", untranslated=[range(3, 4), range(6, 7)])
    assert '<p dir="ltr" lang="en">Two</p>' in page
    assert "<li>three</li>" in page and '<span dir="ltr" lang="en">four</span>' in page


def test_link_definitions_and_comments_are_not_shown():
    page = html("[a][r]\n\n[r]: /x.md 'T'\n[comment]: <> (secret)\n<!-- secret -->\n")
    assert 'href="/pages//x.md"' in page and "secret" not in page


def test_emoji_stay_and_common_shortcodes_become_characters():
    assert "🎈 🎉 :nosuch:" in html("🎈 :tada: :nosuch:")


def test_lazy_line_ends_of_windows_are_nothing_special():
    assert html("a\r\n\r\n- b\r\n- c\r\n") == html("a\n\n- b\n- c\n")


def test_parts_come_in_reading_order():
    text = "a\n\n::: instructor\nb\n:::\n\nc\n\n```quiz id=q\nd\n- [x] e\n```\n\nf\n"
    kinds = [type(part) for part in rendered(text).parts]
    assert kinds == [Html, InstructorPart, Html, QuizPart, Html]
