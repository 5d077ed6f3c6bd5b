"""The start quiz and the final of a course, through the pages of an instructor."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.progress.assigning import assigning

ASSIGNMENTS = "/teach/classes/1/assignments/"
PLAN = "assessment: {start: 1, final: 3, pass: 60, sittings: 2, wait_days: 1}\n"
BANK = """\
```quiz id=deep use=both
Which is deep?
- [ ] A cup
  > It is shallow.
- [x] A borehole
  > It goes far down.
- [ ] A plate
```

```quiz id=both-wet
Which two are wet?
- [x] Rain
- [ ] Sand
- [x] A river
```

```quiz id=sum
What is 2 + 1?
= 3
> Count on.
```
"""


@pytest.fixture
def courseware(courseware: Path) -> Path:
    folder = courseware / "wells" / "questions"
    folder.mkdir()
    (folder / "01-rain.md").write_text(BANK, "utf-8")
    with (courseware / "wells" / "course.yaml").open("a", encoding="utf-8") as file:
        file.write(PLAN)
    return courseware


def test_a_final_is_assigned_with_its_times(school: Flask, teacher: Any) -> None:
    assert "Final assessment" in teacher.get(ASSIGNMENTS + "new").text
    form = {"item": "assessment:wells", "opens": "2030-01-02 08:00", "late": "none"}
    assert teacher.post(ASSIGNMENTS + "new", form).status_code == 303
    page = teacher.get(ASSIGNMENTS).text
    assert "Wells and water: final assessment" in page and "Opens on Jan 2, 2030" in page
    with school.app_context():
        found = assigning.assignments_of(1)[0]
    assert (found.kind, found.item_id, found.course_id) == ("assessment", "wells", "wells")
    assert teacher.get(f"{ASSIGNMENTS}{found.id}/").status_code == 200
