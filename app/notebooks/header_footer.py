"""Header and footer: cells that every exercise of a course begins and ends with."""

import copy

from app.notebooks.cells import Notebook
from app.notebooks.mending import give_ids


def with_header_and_footer(
    source: Notebook, header: Notebook | None = None, footer: Notebook | None = None
) -> Notebook:
    """The instructor's notebook with the cells of the header before its own and the footer's after.

    As in nbgrader only cells are taken; kernel and metadata stay the notebook's own. The source's
    cells keep their ids.
    """
    own = copy.deepcopy(source["cells"])
    before = copy.deepcopy(header["cells"]) if header else []
    after = copy.deepcopy(footer["cells"]) if footer else []
    taken = {cell["id"] for cell in own}
    for cell in (*before, *after):
        if cell["id"] in taken:
            cell["id"] = None
    cells = [*before, *own, *after]
    give_ids(cells)
    return {**copy.deepcopy({**source, "cells": []}), "cells": cells}
