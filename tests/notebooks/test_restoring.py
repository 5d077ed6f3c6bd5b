"""A student's notebook and the exercise it belongs to, brought together."""

import copy

import pytest

from app.notebooks import check_belongs, merge_into_release, notes_about, release, restore
from app.notebooks.errors import CellsMissing, OtherExercise


@pytest.fixture
def source(notebook, code, text):
    hidden = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(5) == 6\n### END HIDDEN TESTS"
    return notebook(
        text("Read me", grade_id="intro", locked=True),
        code("def f(x):\n    return x + 1", grade_id="f", solution=True),
        code(hidden, grade_id="test-f", grade=True, locked=True, points=2),
        text("Because", grade_id="why", grade=True, solution=True, points=1),
    )


@pytest.fixture
def draft(source):
    """A student's notebook: the release with her answer in it."""
    made = release(source, exercise="ex", lang="en")
    made["cells"][1]["source"] = "def f(x): return x + 1  # mine"
    return made


def by_id(notebook):
    cells = notebook["cells"]
    return {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in cells}


def notes(restored):
    return [(note.id, note.values["cell"]) for note in restored.notes]


def test_an_honest_notebook_gets_the_hidden_tests_back_and_no_notes(source, draft):
    restored = restore(source, draft)
    assert restored.notes == ()
    assert "f(5)" in by_id(restored.notebook)["test-f"]["source"]
    assert by_id(restored.notebook)["f"]["source"].endswith("# mine")


def test_an_edited_test_is_put_right_with_its_points_and_type(source, draft):
    test = by_id(draft)["test-f"]
    test["source"] = "assert True"
    test["cell_type"] = "raw"
    test["metadata"]["nbgrader"].update(points=100, solution=True, grade=False)
    restored = restore(source, draft)
    cell = by_id(restored.notebook)["test-f"]
    assert "f(5)" in cell["source"] and cell["cell_type"] == "code"
    assert cell["metadata"]["nbgrader"]["points"] == 2
    assert notes(restored) == [("changed-type", "test-f")]


def test_a_changed_locked_cell_is_put_right_and_named(source, draft):
    by_id(draft)["intro"]["source"] = "Read me not"
    restored = restore(source, draft)
    assert by_id(restored.notebook)["intro"]["source"] == "Read me"
    assert notes(restored) == [("changed-locked", "intro")]


def test_deleted_cells_come_back_in_their_place(source, draft):
    extra = {**copy.deepcopy(draft["cells"][1]), "metadata": {}, "id": "x", "source": "y = 1"}
    draft["cells"] = [draft["cells"][1], extra]
    restored = restore(source, draft)
    ids = [
        cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in restored.notebook["cells"]
    ]
    assert ids == ["intro", "f", None, "test-f", "why"]
    found = notes(restored)
    assert found == [
        ("missing-locked", "intro"),
        ("missing-test", "test-f"),
        ("missing-answer", "why"),
    ]


def test_a_missing_answer_never_comes_back_as_the_solution(source, draft):
    draft["cells"] = [cell for cell in draft["cells"] if "mine" not in cell["source"]]
    restored = restore(source, draft)
    assert "f" not in by_id(restored.notebook), "she may have written it in another cell"
    assert "return x + 1" not in str(restored.notebook)
    assert by_id(merge_into_release(release(source), draft))["f"]["source"].startswith("# YOUR")


def test_of_a_cell_that_is_there_twice_the_last_one_counts(source, draft):
    second = copy.deepcopy(draft["cells"][1])
    second["source"] = "def f(x): return 0"
    draft["cells"].append(second)
    restored = restore(source, draft)
    assert by_id(restored.notebook)["f"]["source"] == "def f(x): return 0"
    assert restored.notebook["cells"][1]["metadata"] == {}
    assert restored.notebook["cells"][1]["source"].endswith("# mine")
    assert len({cell["id"] for cell in restored.notebook["cells"]}) == 5
    assert notes(restored) == [("duplicate", "f")]


def test_cells_of_another_exercise_become_ordinary_cells(source, draft, code):
    draft["cells"].append({**code("1", grade_id="alien", grade=True, points=50), "id": "z"})
    restored = restore(source, draft)
    assert restored.notebook["cells"][-1]["metadata"] == {}
    assert notes(restored) == [("foreign", "alien")]


def test_mark_schemes_are_not_restored(notebook, text, code):
    scheme = "Do it\n### BEGIN MARK SCHEME\n2 for x\n### END MARK SCHEME"
    source = notebook(text(scheme, grade_id="k", task=True, locked=True, points=2))
    restored = restore(source, release(source))
    assert restored.notebook["cells"][0]["source"] == "Do it" and restored.notes == ()


def test_an_upload_becomes_a_draft_without_hidden_tests(source, draft):
    released = release(source, exercise="ex", lang="en")
    draft["metadata"]["kernelspec"] = {"name": "bash"}
    draft["cells"][1]["source"] = "a\r\nb"
    merged = merge_into_release(released, draft)
    assert "f(5)" not in str(merged) and by_id(merged)["f"]["source"] == "a\nb"
    assert merged["metadata"] == released["metadata"]
    assert notes_about(released, draft) == ()


def test_an_upload_keeps_its_extra_cells_in_order(source, draft, code, text):
    extra = [{**text("## My notes"), "id": "n"}, {**code("z = 3"), "id": "c0"}]
    draft["cells"][2:2] = extra
    merged = merge_into_release(release(source), draft)
    assert [cell["source"] for cell in merged["cells"]][2:4] == ["## My notes", "z = 3"]


def test_a_notebook_of_this_exercise_belongs(source, draft):
    check_belongs(source, draft)
    check_belongs(release(source, exercise="ex"), draft)


def test_a_notebook_that_names_another_exercise_does_not_belong(source, draft):
    with pytest.raises(OtherExercise):
        check_belongs(release(source, exercise="other"), draft)


def test_a_notebook_with_another_exercises_cells_does_not_belong(source, notebook, code):
    with pytest.raises(OtherExercise):
        check_belongs(source, notebook(code("x", grade_id="alien", solution=True)))


def test_a_notebook_without_the_exercises_cells_does_not_belong(source, notebook, code):
    with pytest.raises(CellsMissing):
        check_belongs(source, notebook(code("x = 1")))
