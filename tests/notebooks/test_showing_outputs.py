"""Outputs as HTML: what code prints must not be able to do anything but be read."""

import base64
import re
import time

import pytest

from app.notebooks import render_outputs

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 30).decode()


def shown(**data):
    mimes = {key.replace("_", "/", 1): value for key, value in data.items()}
    return render_outputs([{"output_type": "display_data", "metadata": {}, "data": mimes}])


def printed(text, name="stdout"):
    return render_outputs([{"output_type": "stream", "name": name, "text": text}])


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<style>body{display:none}</style><b>x</b>",
        '<div style="position:fixed;inset:0" class="page">x</div>',
        '<form action="/sign-out" method="post"><button>Continue</button></form>',
        '<meta http-equiv="refresh" content="0;url=http://x/"><base href="http://x/">',
        '<img src="http://tracker/x.png">',
        '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    ],
)
def test_html_cannot_act(html):
    made = shown(text_html=html, text_plain="plain")
    for danger in ("<script", "onerror", "onload", "javascript:", "<style", "style=", "<form"):
        assert danger not in made
    for danger in ("<iframe", "<meta", "<base", "http:", 'href="data', "<button", '"page"', "<svg"):
        assert danger not in made


def test_a_pandas_table_stays_a_table():
    import pandas

    frame = pandas.DataFrame({"town": ["Mombasa", "<Kisumu>"], "people": [1, 2]})
    made = shown(text_html=frame._repr_html_(), text_plain=str(frame))
    assert '<table class="dataframe">' in made and "<td>Mombasa</td>" in made
    assert "&lt;Kisumu&gt;" in made


def test_a_model_is_one_line_of_text():
    from sklearn.tree import DecisionTreeClassifier

    model = DecisionTreeClassifier(max_depth=3).fit([[1], [2]], [0, 1])
    data = {key.replace("/", "_"): text for key, text in model._repr_mimebundle_().items()}
    assert shown(**data) == (
        '<pre class="output output-text" dir="ltr" tabindex="0">'
        "DecisionTreeClassifier(max_depth=3)</pre>"
    )


def test_printed_text_is_escaped_and_marked_by_stream():
    assert printed("<b>&") == (
        '<pre class="output output-stdout" dir="ltr" tabindex="0">&lt;b&gt;&amp;</pre>'
    )
    assert "output-stderr" in printed("oh", "stderr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x\x1b]8;;http://x\x1b\\link", "xlink"),
        ("10%\r50%\r100%\ndone\r\n", "100%\ndone"),
        ("a\x08b\x00c\x9b2Jd", "abcd"),
        ("x\x1b[", "x"),
        ("safe\u202egpj.exe", "safegpj.exe"),
    ],
)
def test_terminal_escapes_leave_nothing(text, expected):
    assert f">{expected}</pre>" in printed(text)


def test_an_svg_stands_inside_an_image_where_it_cannot_act():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>x</script></svg>'
    made = render_outputs(
        [{"output_type": "display_data", "data": {"image/svg+xml": svg, "text/plain": "f"}}]
    )
    assert made.startswith('<img class="output output-picture" src="data:image/svg+xml;base64,')
    assert made.count("<") == 1 and 'alt="Picture made by this cell"' in made


def test_pictures_must_be_pictures():
    assert f"data:image/png;base64,{PNG}" in shown(image_png=PNG, text_plain="<Figure>")
    for forged in ('x" onerror="alert(1)', base64.b64encode(b"<svg>").decode(), "%%%"):
        assert "&lt;Figure&gt;" in shown(image_png=forged, text_plain="<Figure>")


def test_endless_text_is_cut_with_a_note_in_the_readers_language():
    endless = [{"output_type": "stream", "name": "stdout", "text": "line\n" * 2_000_000}]
    made = render_outputs(endless, budget=10_000, translate=lambda sentence: "¡" + sentence)
    assert len(made) < 11_000 and '<p class="output-cut">¡The rest' in made


def test_what_python_says_of_an_error_stands_below_its_lines_in_a_box_of_its_own():
    lines = ["Cell In[2], line 1", "----> 1 print(zz)"]
    error = {"output_type": "error", "ename": "NameError", "evalue": "no", "traceback": lines}
    boxes = re.findall("<pre class=.output ([a-z -]+)[^>]*>(.*?)</pre>", render_outputs([error]))
    said = ("output-error output-said", "NameError: no")
    assert boxes == [("output-error", "----&gt; 1 print(zz)"), said]
    assert render_outputs([error | {"traceback": []}]).count("<pre") == 1


def test_an_error_is_shown_even_after_endless_text():
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "x\n" * 200_000},
        {"output_type": "error", "ename": "ValueError", "evalue": "too <big>", "traceback": []},
    ]
    assert "ValueError: too &lt;big&gt;" in render_outputs(outputs)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 38_000,
        "<div " * 38_000,
        "<div></x>" * 20_000,
        "<b class=1><i><u>" * 11_000,
        "&" * 190_000,
        "<!--" * 45_000,
        "<p>" * 60_000,
        '<a href="' * 20_000,
    ],
)
def test_hostile_nesting_costs_little_time_and_room(html):
    started = time.process_time()
    made = shown(text_html=html + "x", text_plain="plain")
    assert time.process_time() - started < 2.0 and len(made) < 500_000


def test_a_formula_or_markdown_is_shown_as_it_was_written():
    assert "$x^2$" in shown(text_latex="$x^2$", text_plain="<Latex object>")
    assert "**bold**" in shown(text_markdown="**bold**", text_plain="<Markdown object>")


def test_columns_of_a_printed_table_stay_and_one_long_line_is_broken():
    assert 'class="output output-stdout"' in printed("kind  count\ntea   12\n")
    assert 'class="output output-stdout long"' in printed(str(list(range(40))))


def test_lines_of_an_error_may_be_marked_up_by_the_caller():
    error = {"output_type": "error", "ename": "E", "evalue": "b", "traceback": ["E: b"]}
    made = render_outputs([error], as_html=lambda text: f"<i>{text}</i>")
    assert "<i>E: b</i>" in made


def test_unknown_and_damaged_outputs_show_nothing():
    assert render_outputs([{"output_type": "update"}, {"output_type": "display_data"}, {}]) == ""
    assert shown(application_javascript="alert(1)") == ""
