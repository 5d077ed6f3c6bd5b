"""All that is kept of a person as one file: what is in it, and what is not."""

import csv
import io
import json
import zipfile
from typing import Any

from app.database import Base, db
from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people.models import Account
from app.progress import drafts, queue, submissions
from app.progress.marking import manual, releasing
from app.progress.marking.item import Item
from app.progress.own_data.everything import LEFT_OUT, READ

ITEM = Item("flow", "best", 10.0)
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [{"id": "a", "cell_type": "markdown", "metadata": {}, "source": "=Mine\nall"}],
}


def pack(page: Any) -> zipfile.ZipFile:
    assert page.status_code == 200 and page.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(page.data))


def rows(file: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read(f"{name}.csv").decode("utf-8-sig"))))


def work(school: Any) -> None:
    """Amina has read, answered, typed and handed in; a comment waits for its release."""
    with school.app_context():
        amina = db.session.query(Account).filter_by(username="amina").one().id
        teacher = db.session.query(Account).filter_by(username="teacher").one()
        drafts.save_draft(amina, "flow", NOTEBOOK, 0)
        drafts.replace_draft(amina, "flow", NOTEBOOK, "start-over")
        made = submissions.submit(amina, "wells", "flow", NOTEBOOK, key="k", lang="en")
        why = CellGrade("why", "Why", 0, 3, "manual", remark=Remark("waiting-for-instructor"))
        cells = (CellGrade("t", "Test", 5, 7, "partial"), why)
        assert queue.finish(queue.lease("g", 30), Grade(5, 10, True, cells))
        manual.give(teacher, submissions.submission(made.public_id), "why", 2, "=Nice", ITEM)


def test_everything_of_hers_is_in_it(amina: Any, school: Any) -> None:
    amina.get("/courses/wells/01-rain/")
    amina.post("/courses/wells/01-rain/quiz/sum", {"answer": "5"})
    work(school)
    file = pack(amina.get("/account/data.zip"))
    assert rows(file, "profile")[0]["user_name"] == "amina"
    assert rows(file, "classes")[0]["class"] == "Form 2B"
    assert rows(file, "answers")[0]["right"] == "yes"
    assert rows(file, "hand-ins")[0]["file"] == "notebooks/flow/hand-in-1.ipynb"
    for name in ("hand-in-1", "draft"):
        notebook = json.loads(file.read(f"notebooks/flow/{name}.ipynb"))
        assert notebook["cells"][0]["source"] == ["=Mine\n", "all"]
    assert any("earlier-" in name for name in file.namelist())
    readme = file.read("README.txt").decode()
    assert all(f"{name[:-4]}.csv" in readme for name in file.namelist() if name.endswith(".csv"))


def test_what_is_not_released_is_not_in_it(teacher: Any, amina: Any, school: Any) -> None:
    work(school)
    with school.app_context():
        person = db.session.query(Account).filter_by(username="amina").one().id
    page = f"/teach/people/{person}/data.zip"
    assert all("Nice" not in row["comment"] for row in rows(pack(teacher.get(page)), "results"))
    with school.app_context():
        by = db.session.query(Account).filter_by(username="teacher").one()
        releasing.release(by, 1, ITEM)
    assert [row["comment"] for row in rows(pack(amina.get("/account/data.zip")), "results")] == [
        "",
        "'=Nice",
    ]


def test_each_table_with_something_of_hers_is_told_of_or_left_out_on_purpose(school: Any) -> None:
    with school.app_context():
        whose = {
            table.name
            for table in Base.metadata.sorted_tables
            if any(column.info.get("erased") for column in table.columns)
        }
    assert whose == READ | LEFT_OUT.keys()
