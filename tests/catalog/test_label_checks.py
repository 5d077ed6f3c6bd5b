"""Labels of figures that are too wide for their places."""

from pathlib import Path

import pytest

from app.catalog.checks.label_checks import label_findings
from app.catalog.checks.letter_widths import width_of
from app.catalog.loading import load_catalog

ROOT = Path(__file__).resolve().parents[2]
PLACE = "courseware/foundations/01-rules/figure.svg"
SVG = '<svg xmlns="http://www.w3.org/2000/svg">\n<text font-size="10"%s>warm</text></svg>'
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "warm"\nmsgstr "%s"\n'


def found(school):
    findings = label_findings(school.load().course("foundations"))
    return [(one.path.name, one.line, one.id) for one in findings]


@pytest.mark.parametrize(("words", "count"), [("chaud", 0), ("très très chaud", 1)])
def test_without_a_room_a_label_may_be_a_third_wider(school, words, count):
    school.write(PLACE, SVG % "")
    school.write("translations/fr/foundations.po", PO % words)
    assert found(school) == [("foundations.po", 4, "label-too-wide")] * count


def test_a_room_that_the_author_gives_counts(school):
    school.write(PLACE, SVG % ' data-room="90"')
    school.write("translations/fr/foundations.po", PO % "très très chaud")
    assert found(school) == []


def test_the_source_must_fit_too(school):
    school.write(PLACE, SVG % ' data-room="9"')
    assert found(school) == [("figure.svg", 2, "label-too-wide")]


def test_bold_letters_are_wider_and_joined_ones_are_not():
    assert width_of("warm", 10, is_bold=True) > width_of("warm", 10) > 20
    assert width_of("warm", 20) == pytest.approx(2 * width_of("warm", 10))
    assert 20 < width_of("القيمة", 10) < 36


def test_our_labels_fit():
    ours = load_catalog([ROOT / "courseware"], [ROOT / "exercises"], ROOT / "translations", None)
    assert [one for course in ours.courses for one in label_findings(course)] == []
