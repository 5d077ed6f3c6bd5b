"""Lines that ask for tests to be made: `# AUTOTEST x` and `# HASHED AUTOTEST x`."""

from app.notebooks.cells import Notebook

DELIMITER = "AUTOTEST"


def is_autotest(line: str) -> bool:
    """Whether a line is a comment that asks for tests."""
    return DELIMITER in line and line.strip().startswith("#")


def has_autotests(notebook: Notebook) -> bool:
    """Whether any code cell asks for tests."""
    return any(
        is_autotest(line)
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and DELIMITER in cell["source"]
        for line in cell["source"].split("\n")
    )
