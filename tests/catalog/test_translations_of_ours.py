"""The translations that come with Kisima: complete, clean, with heads that say something."""

from pathlib import Path

import polib
import pytest

from app.catalog.checks.checking import check_catalog
from app.catalog.loading import load_catalog
from app.catalog.translation.extraction import extract
from app.catalog.translation.merging import merge, status

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fr", "ar", "sw")


@pytest.fixture(scope="module")
def ours():
    return load_catalog([ROOT / "courseware"], [ROOT / "exercises"], ROOT / "translations", None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_that_students_see_is_translated(ours, lang):
    for course in ours.courses:
        file = polib.pofile(str(ROOT / "translations" / lang / f"{course.slug}.po"))
        done = status(merge(file, extract(ours, course, drafts=False)))
        assert (done.fuzzy, done.untranslated) == (0, 0)


def test_our_files_have_nothing_to_mend(ours):
    assert check_catalog(ours) == ()


@pytest.mark.parametrize("path", sorted((ROOT / "translations").glob("*/**/*.po")), ids=str)
def test_a_head_has_no_words_that_nobody_filled_in(path):
    file = polib.pofile(str(path))
    head = f"{file.header}{file.metadata}"
    for word in ("FIRST AUTHOR", "FULL NAME", "VERSION", "EMAIL@", "YEAR-MO", "LL@li"):
        assert word not in head
    assert file.metadata["Language"] == path.relative_to(ROOT / "translations").parts[0]
    assert "X-Reviewed-By" in file.metadata
