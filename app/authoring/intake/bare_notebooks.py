"""Notebooks without what running them left behind."""

from app.notebooks import read_notebook, write_notebook


def without_outputs(data: bytes) -> bytes:
    """A notebook's bytes with no outputs, execution counts or widgets in it.

    Raises NotebookError for what is no notebook.
    """
    notebook = read_notebook(data)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    notebook["metadata"].pop("widgets", None)
    return write_notebook(notebook)
