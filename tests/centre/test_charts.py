"""Charts: read in black and white, by screen readers, and in both directions."""

import re
from xml.etree import ElementTree

from app.centre.charts import Look, Mark, bars, columns, highest

MARKS = [Mark("2 Nov", 10, "10"), Mark("9 Nov", None, "<5"), Mark("16 Nov", 0, "0")]


def boxes(svg: str) -> list[dict[str, str]]:
    return [box.attrib for box in ElementTree.fromstring(svg).iter("rect")]


def test_a_chart_is_named_and_told_in_words() -> None:
    svg = columns("Lessons <read>", "2 Nov: 10 & more", MARKS, "10", Look("c"))
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-labelledby"] == "c-t c-d"
    assert root.find("title").text == "Lessons <read>"  # type: ignore[union-attr]
    assert root.find("desc").text == "2 Nov: 10 & more"  # type: ignore[union-attr]
    assert "2 Nov: 10</title>" in svg


def test_what_is_not_shown_looks_unlike_nothing() -> None:
    drawn = boxes(columns("Lessons", "", MARKS, "10", Look("c")))
    assert [box.get("class") for box in drawn] == ["mark", "unshown"]


def test_charts_differ_by_pattern_and_not_by_colour_alone() -> None:
    svg = bars("Lessons", "", MARKS, Look("c", "stripes"))
    assert 'fill="url(#c-p)"' in svg
    assert '<pattern id="c-p"' in svg


def test_from_the_right_the_picture_begins_at_the_right() -> None:
    left = boxes(columns("Lessons", "", MARKS, "10", Look("c")))
    right = boxes(columns("Lessons", "", MARKS, "10", Look("c", rtl=True)))
    for one, other in zip(left, right, strict=True):
        ends = float(one["x"].strip("%")) + float(one["width"].strip("%"))
        assert abs(100 - ends - float(other["x"].strip("%"))) < 0.05


def test_nothing_lies_outside_of_the_picture() -> None:
    many = [Mark(f"week {number}", number, str(number)) for number in range(52)]
    for svg in (columns("", "", many, "", Look("c")), bars("", "", many, Look("c"))):
        for box in boxes(svg):
            assert float(box["x"].strip("%")) + float(box["width"].strip("%")) <= 100.01
            assert float(box["y"]) >= 0


def test_the_highest_line_is_round_and_above_every_value() -> None:
    assert [highest([value]) for value in (0, 1, 7, 11, 99, 120_000)] == [
        1, 1, 8, 15, 100, 150_000,
    ]  # fmt: skip


def test_long_names_are_cut_and_told_whole() -> None:
    svg = bars("", "", [Mark("x" * 120, 1, "1")], Look("c"))
    assert re.search(r"<text[^>]*>x{33}…</text>", svg)
    assert f"{'x' * 120}: 1</title>" in svg
