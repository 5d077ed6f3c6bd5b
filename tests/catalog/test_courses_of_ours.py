"""The courses that come with Kisima keep the standard that they name."""

from pathlib import Path

from app.catalog.checks.standard import standard_findings, without_hints
from app.catalog.loading import load_catalog

ROOT = Path(__file__).resolve().parents[2]


def test_what_students_see_of_our_courses_keeps_their_standard():
    ours = load_catalog([ROOT / "courseware"], [ROOT / "exercises"], ROOT / "translations", None)
    found = [
        one for course in ours.courses for one in standard_findings(ours, course, drafts=False)
    ]
    assert [(one.path.parent.name, one.sentence) for one in without_hints(found)] == []
