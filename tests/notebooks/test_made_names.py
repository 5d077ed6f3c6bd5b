"""The names that a cell makes, also where it cannot be read."""

from app.notebooks.made_names import made_names


def test_names_are_found_in_a_cell_that_is_no_python():
    source = "import numpy as np, os.path\nfrom csv import reader\n\ndef mean(values)\n    sum = 0"
    source += "\n  return sum\nclass Well:\n    depth = 3\nlow, high = 1, (2\ntotal = far = 0"
    names = made_names(source)
    assert names == {"np", "os", "reader", "mean", "Well", "low", "high", "total", "far"}


def test_names_of_loops_and_files_count_and_comparisons_and_arguments_do_not():
    source = "for at, row in rows:\n    last = row\nwith open('a') as file:\n    x == 3\n"
    source += "print(text, end='')\nrows[0] = 1\nwidth: float = 2.5\ncount += 1\n# y = 1"
    assert made_names(source) == {"at", "row", "last", "file", "width"}
