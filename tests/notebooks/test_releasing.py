"""The student's version of an exercise."""

import pytest

from app.notebooks import StubWords, checksum, graded_cells, label, release
from app.notebooks.errors import (
    BadMetadata,
    DuplicateId,
    NestedRegion,
    RegionInWrongCell,
    SchemaTooNew,
    UnclosedRegion,
    UnopenedRegion,
    WrongLanguage,
)
from app.notebooks.graded import without_title_and_hint


def sources(notebook):
    return [cell["source"] for cell in notebook["cells"]]


# Computed with compute_checksum of nbgrader 0.9.6.
@pytest.mark.parametrize(
    ("cell_type", "source", "marks", "expected"),
    [
        (
            "code",
            "assert f(1) == 2\n",
            {"grade": True, "solution": False, "locked": True, "grade_id": "test-f", "points": 2},
            "00c38440692951fcda25987ea88a3216",
        ),
        (
            "markdown",
            "YOUR ANSWER HERE",
            {"grade": True, "solution": True, "locked": False, "grade_id": "why", "points": 3},
            "cfe06a67cff536de89b3d484993c5913",
        ),
        (
            "code",
            "",
            {"grade": False, "solution": True, "locked": True, "grade_id": "f"},
            "cdfc0ac64e116a9f5faf22146937da06",
        ),
        (
            "markdown",
            "Größe",
            {"grade": False, "solution": False, "locked": True, "grade_id": "intro"},
            "6aeca9de83817df3aa7eb6cf4cf87db9",
        ),
    ],
)
def test_checksums_are_nbgraders(cell_type, source, marks, expected):
    cell = {"cell_type": cell_type, "source": source, "metadata": {"nbgrader": marks}}
    assert checksum(cell) == expected


def test_a_solution_region_becomes_a_stub_at_its_indentation(notebook, code):
    source = (
        "def f(x):\n    # why\n    ### BEGIN SOLUTION\n    return 7\n    ### END SOLUTION\nf(1)"
    )
    made = release(notebook(code(source, grade_id="f", solution=True)))
    stub = "    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert sources(made) == [f"def f(x):\n    # why\n{stub}\nf(1)"]


def test_answer_cells_without_a_region_are_replaced_whole(notebook, code, text):
    made = release(
        notebook(
            code("secret = 1", grade_id="a", solution=True),
            text("Because.", grade_id="b", solution=True, grade=True, points=1),
        )
    )
    assert sources(made) == ["# YOUR CODE HERE\nraise NotImplementedError()", "YOUR ANSWER HERE"]


def test_the_stub_speaks_the_exercises_language(notebook, code):
    source = notebook(code("x", grade_id="a", solution=True))
    words = StubWords(code="ÉCRIVEZ\nICI", text="ICI")
    made = release(source, words=words)
    assert sources(made) == ["# ÉCRIVEZ ICI\nraise NotImplementedError()"]
    labelled = label(source, exercise="ex", lang="fr", words=words)
    assert sources(release(labelled)) == sources(made)
    assert release(labelled)["metadata"]["kisima"].keys() == {"exercise", "lang", "release"}


def test_hidden_tests_and_mark_schemes_are_left_out(notebook, code, text):
    hidden = "# Test: t\nassert a\n### BEGIN HIDDEN TESTS\nassert b\n### END HIDDEN TESTS\nc"
    scheme = "Plant a tree.\n=== BEGIN MARK SCHEME ===\n2 for roots\n=== END MARK SCHEME ==="
    made = release(
        notebook(
            code(hidden, grade_id="t", grade=True, locked=True, points=1),
            text(scheme, grade_id="k", task=True, locked=True, points=2),
        )
    )
    assert sources(made) == ["# Test: t\nassert a\nc", "Plant a tree."]


def test_pictures_that_only_the_answer_showed_do_not_travel(notebook, text):
    cell = text("![](attachment:a.png)", grade_id="b", solution=True, grade=True, points=1)
    cell["attachments"] = {"a.png": {"image/png": "AAAA"}}
    assert "attachments" not in release(notebook(cell))["cells"][0]


def test_a_release_is_locked_cleared_and_signed(notebook, code):
    test = code("assert 1", grade_id="t", grade=True, locked=True, points=1)
    test["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "secret"}]
    test["execution_count"] = 3
    source = notebook(test, celltoolbar="Create Assignment")
    cell = release(source, exercise="ex", lang="en")["cells"][0]
    assert cell["outputs"] == [] and cell["execution_count"] is None
    assert cell["metadata"]["editable"] is False and cell["metadata"]["deletable"] is False
    assert cell["metadata"]["nbgrader"]["checksum"] == checksum(cell)
    assert source["cells"][0]["execution_count"] == 3, "the source stays as it is"


def test_the_same_source_gives_the_same_release_and_another_another(notebook, code):
    one, two = (
        release(notebook(code(f"x = {n}")), exercise="e", lang="en")["metadata"] for n in (1, 2)
    )
    again = release(notebook(code("x = 1")), exercise="e", lang="en")["metadata"]
    assert one == again and len(one["kisima"]["release"]) == 12
    assert one["kisima"]["release"] != two["kisima"]["release"]


@pytest.mark.parametrize(
    ("source", "error", "place"),
    [
        ("a\n### BEGIN SOLUTION\nb", UnclosedRegion, "line 2"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", NestedRegion, "line 2"),
        ("a\n\n### END SOLUTION", UnopenedRegion, "line 3"),
        (
            "### BEGIN SOLUTION\na\nb\n### END SOLUTION\n### BEGIN HIDDEN TESTS",
            UnclosedRegion,
            "line 5",
        ),
    ],
)
def test_broken_regions_are_refused_with_cell_and_line(notebook, code, source, error, place):
    made = notebook(code("x = 1"), code(source, grade_id="a", solution=True))
    with pytest.raises(error) as caught:
        release(made)
    assert place in str(caught.value) and "cell 2" in str(caught.value)


@pytest.mark.parametrize("region", ["SOLUTION", "HIDDEN TESTS", "MARK SCHEME"])
def test_a_region_in_a_cell_of_another_kind_is_refused(notebook, code, region):
    with pytest.raises(RegionInWrongCell) as caught:
        release(notebook(code(f"x\n### BEGIN {region}\n1\n### END {region}")))
    assert "Line 2 of cell 1" in str(caught.value)


@pytest.mark.parametrize(
    ("marks", "error"),
    [
        ({"schema_version": 4, "grade_id": "a", "solution": True}, SchemaTooNew),
        ({"schema_version": "3", "grade_id": "a", "solution": True}, BadMetadata),
        ({"solution": True}, BadMetadata),
        ({"grade_id": "", "solution": True}, BadMetadata),
        ({"grade_id": "a b", "solution": True}, BadMetadata),
        ({"grade_id": "a", "grade": True}, BadMetadata),
        ({"grade_id": "a", "grade": True, "points": -1}, BadMetadata),
        ({"grade_id": "a", "task": True, "points": 1}, BadMetadata),
    ],
)
def test_metadata_that_cannot_be_right_is_refused(notebook, code, marks, error):
    with pytest.raises(error) as caught:
        release(notebook(code("x", **marks)))
    assert "Cell 1" in str(caught.value)


def test_two_cells_with_one_id_are_refused(notebook, code):
    cell = code("x", grade_id="a", solution=True)
    with pytest.raises(DuplicateId):
        release(notebook(cell, cell))


def test_the_oldest_metadata_is_brought_up_to_date(notebook, code):
    old = code("assert 1")
    old["metadata"]["nbgrader"] = {"grade": True, "grade_id": "t", "points": "2", "extra": 1}
    plain = code("x = 1")
    plain["metadata"]["nbgrader"] = {"grade": False}
    first, second = release(notebook(old, plain))["cells"]
    assert first["metadata"]["nbgrader"]["schema_version"] == 3
    assert first["metadata"]["nbgrader"]["points"] == 2.0
    assert "nbgrader" not in second["metadata"]


def test_another_programming_language_is_refused(notebook, code):
    with pytest.raises(WrongLanguage):
        release(notebook(code("x <- 1"), kernelspec={"name": "ir", "language": "R"}))


def test_graded_cells_with_title_hint_and_kind(notebook, code, text):
    source = (
        "# Test : la moyenne\n# Hint: Divide\n# Hint: by the count.\nassert a\n"
        "### BEGIN HIDDEN TESTS\n# Hint: never shown\n### END HIDDEN TESTS"
    )
    tests, manual, task = graded_cells(
        notebook(
            code(source, grade_id="t", grade=True, locked=True, points=2),
            text("why", grade_id="m", grade=True, solution=True, points=1.5),
            text("do", grade_id="k", task=True, locked=True, points=3),
            code("x", grade_id="s", solution=True),
        )
    )
    assert (tests.title, tests.hint, tests.hidden) == ("la moyenne", "Divide by the count.", True)
    assert [cell.kind for cell in (tests, manual, task)] == ["tests", "manual", "task"]
    assert [cell.points for cell in (tests, manual, task)] == [2.0, 1.5, 3.0]


def test_the_title_and_the_hint_of_a_test_are_no_part_of_its_code():
    source = "# Test: adds\n# Hint: look\n# Why: 2 is even\nassert add(1, 1) == 2"
    assert without_title_and_hint(source) == "# Why: 2 is even\nassert add(1, 1) == 2"
