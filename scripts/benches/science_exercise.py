"""An exercise of a chosen length, made for a measurement: scikit-learn, a table and two plots."""

from pathlib import Path
from typing import Any

SLUG = "bench-science"
IMPORTS = (
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n"
    "from sklearn.linear_model import LinearRegression\n"
    "from sklearn.ensemble import RandomForestRegressor"
)
DATA = "rng = np.random.default_rng(0)\nX = rng.normal(size=(200, 2))\ny = X @ [2, 3] + 1"
ANSWER = (
    "def fitted(X, y):\n    ### BEGIN SOLUTION\n    return LinearRegression().fit(X, y)\n"
    "    ### END SOLUTION\n"
)
FORESTS = (
    "scores = [RandomForestRegressor(10, random_state=n).fit(X, y).score(X, y)"
    " for n in range({forests})]"
)
PLOTS = (
    "df = pd.DataFrame(X, columns=['a', 'b']).assign(y=y)\ndf.describe()",
    "plt.scatter(df.a, df.y)\nplt.title('a')\nplt.show()",
    "plt.hist(df.y, bins=20)\nplt.show()",
)
TEST = "# Test: the slopes\nassert np.allclose(fitted(X, y).coef_, [2, 3])\n"
HIDDEN = (
    "### BEGIN HIDDEN TESTS\nassert round(fitted(X, y).intercept_) == 1\n### END HIDDEN TESTS\n"
)


def cells(forests: int) -> list[dict[str, Any]]:
    """The instructor's cells; each forest adds some hundredths of a second to their time."""
    plain = [IMPORTS, DATA, FORESTS.format(forests=forests), *PLOTS]
    return [
        *(_cell(f"c{number}", source, {}) for number, source in enumerate(plain)),
        _cell("answer", ANSWER, _marks("fitted", solution=True)),
        _cell("test", TEST + HIDDEN, _marks("fitted-test", grade=True, locked=True, points=2)),
    ]


def notebook(forests: int) -> dict[str, Any]:
    """The instructor's notebook."""
    return {"cells": cells(forests), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write(folder: Path, forests: int) -> None:
    """The exercise, in a folder of exercises."""
    from app.notebooks import write_notebook

    target = folder / SLUG
    target.mkdir(parents=True, exist_ok=True)
    (target / "exercise.ipynb").write_bytes(write_notebook(notebook(forests)))
    about = f"id: {SLUG}\ntitle: Science\nlicence: CC-BY-4.0\nauthors: [Kisima contributors]\n"
    (target / "exercise.yaml").write_text(about, "utf-8")


def _marks(grade_id: str, **given: Any) -> dict[str, Any]:
    marks = {"schema_version": 3, "grade_id": grade_id, "grade": False, "locked": False}
    return {"nbgrader": {**marks, "solution": False, "task": False, **given}}


def _cell(name: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": name, "source": source, "metadata": metadata}
    return {**cell, "outputs": [], "execution_count": None}
