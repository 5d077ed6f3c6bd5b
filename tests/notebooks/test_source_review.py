"""What reading an instructor's notebook tells of: libraries, files, values that score full."""

import pytest

from app.notebooks.header_footer import with_header_and_footer
from app.notebooks.source_review import review_source


@pytest.fixture
def review(notebook, code):
    def make(source, files=(), **marks):
        test = code("assert 1", grade_id="z", grade=True, locked=True, points=1)
        found = review_source(notebook(code(source, **marks), test), files)
        return [remark.id for remark in found]

    return make


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("f(2) == 4", "ends-in-comparison"),
        ("a and b", "ends-in-comparison"),
        ("not a", "ends-in-comparison"),
        ("1, 'a reason'", "ends-in-tuple"),
        ("float('nan')", "ends-in-nan"),
        ("np.nan", "ends-in-nan"),
        ("np.mean(x)", "ends-in-numpy"),
        ("2 * scores.sum()", "ends-in-numpy"),
        ("'well done'", "ends-in-text"),
        ("True", "ends-in-text"),
        ("-1", "ends-in-negative"),
    ],
)
def test_endings_that_give_full_points_are_named(review, ending, expected):
    assert review(f"x = 1\n{ending}", grade_id="t", grade=True, points=2) == [expected]
    assert review(f"x = 1\n{ending}") == [], "only the last line of a test gives points"


@pytest.mark.parametrize("ending", ["1.5", "float(np.mean(x))", "assert x", "points", "1 == 2;"])
def test_good_endings_are_left_alone(review, ending):
    assert review(f"x = 1\n{ending}", grade_id="t", grade=True, points=2) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from nose.tools import assert_equal", "dead-library"),
        ("from sklearn.cross_validation import train_test_split", "dead-library"),
        ("from sklearn.externals import joblib", "dead-library"),
        ("from sklearn.datasets import load_boston", "dead-library"),
        ("import no_such_library.part as n", "missing-library"),
        ("import pandas as pd\npd.read_csv('towns.csv')", "missing-file"),
        ("open('secret.txt').read()", "missing-file"),
        ("import pandas as pd\npd.read_csv('https://example.org/a.csv')", "needs-network"),
        ("print 'hello'", "old-python"),
        ("def f(:", "not-python"),
    ],
)
def test_what_cannot_work_is_named(review, source, expected):
    assert review(source) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "import math, json",
        "try:\n    import no_such_library\nexcept ImportError:\n    pass",
        "open('out.txt', 'w').write('a')\nopen('out.txt')",
        "open('data/a.csv')",
        "%matplotlib inline\n!ls\nfiles = !ls",
        "%%timeit\nnot python at all",
    ],
)
def test_what_works_is_left_alone(review, source):
    assert review(source, files=["data/a.csv"]) == []


def test_a_notebook_without_points_is_told_so(notebook, code):
    assert [remark.id for remark in review_source(notebook(code("x = 1")))] == ["no-points"]


def test_a_dead_library_comes_with_its_cure(notebook, code):
    (remark, _) = review_source(notebook(code("from nose.tools import assert_equal")))
    assert "Use a plain assert" in str(remark) and remark.is_error


def test_header_and_footer_stand_around_the_cells(notebook, code):
    source = notebook(code("own"), title="mine")
    made = with_header_and_footer(source, notebook(code("first")), notebook(code("last")))
    assert [cell["source"] for cell in made["cells"]] == ["first", "own", "last"]
    assert made["cells"][1]["id"] == source["cells"][0]["id"] and made["metadata"] == {
        "title": "mine"
    }
    assert len({cell["id"] for cell in made["cells"]}) == 3


@pytest.mark.parametrize("version", [1, 2])
def test_older_schemas_are_brought_up_as_nbgrader_does(notebook, code, version):
    from app.notebooks import release

    old = code("assert 1", grade_id="t", grade=True, locked=True, points=2, checksum="00", odd=1)
    old["metadata"]["nbgrader"]["schema_version"] = version
    about = release(notebook(old))["cells"][0]["metadata"]["nbgrader"]
    assert (about["schema_version"], about["cell_type"], about["points"]) == (3, "code", 2)
    assert "odd" not in about
