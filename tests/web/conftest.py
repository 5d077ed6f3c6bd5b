"""A small school for the tests of pages: one course, a class, a teacher and two students."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.database import db
from app.people import classes, enrolment, setup
from app.settings import Settings

PIN = "4821"
PASSWORD = "a long pass word"

COURSE = """\
id: wells
title: Wells and water
summary: Where water comes from.
authors: [Kisima contributors]
licence: CC-BY-4.0
lessons: [01-rain, 02-pumps]
"""
RAIN = """\
---
id: rain
title: Rain
minutes: 10
---

Rain falls. ![A cloud](cloud.svg)

```python
drops = 3
```

::: instructor
Bring a bucket.
:::

```quiz id=wet
Which of these is wet?
- [ ] Sand in the dry season
  > Sand holds no water then.
- [x] A river
  > A river is water.
```

```quiz id=both
Choose the two that hold water.
- [x] A bucket
- [x] A bottle
- [ ] A net
  > It has holes.
```

```quiz id=sum
What is 2 + 3?
= 5
> Count on from two.
```
"""
PUMPS = """\
---
id: pumps
title: Pumps
minutes: 20
---

A pump lifts water.
"""
# A notebook that is one test, of ten points.
ONE_TEST = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}},
    "cells": [
        {
            "id": "t",
            "cell_type": "code",
            "source": "# Test: Flow\nassert True",
            "metadata": {
                "nbgrader": {
                    "schema_version": 3,
                    "grade_id": "t",
                    "grade": True,
                    "locked": True,
                    "solution": False,
                    "points": 10,
                    "task": False,
                }
            },
            "outputs": [],
            "execution_count": None,
        }
    ],
}
CLOUD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


@pytest.fixture
def courseware(tmp_path: Path) -> Path:
    """A folder with one course of two lessons."""
    course = tmp_path / "courseware" / "wells"
    for slug, text in (("01-rain", RAIN), ("02-pumps", PUMPS)):
        (course / slug).mkdir(parents=True)
        (course / slug / "lesson.md").write_text(text, "utf-8")
    (course / "course.yaml").write_text(COURSE, "utf-8")
    (course / "01-rain" / "cloud.svg").write_text(CLOUD, "utf-8")
    return course.parent


@pytest.fixture
def put_exercise(tmp_path: Path) -> Callable[..., None]:
    """A function that puts an exercise behind a lesson of `courseware`, before the app starts.

    `put_exercise("flow", "02-pumps")`: its notebook is one test of ten points, or another;
    `about` is more of exercise.yaml.
    """

    def put(
        slug: str,
        lesson: str,
        notebook: dict[str, Any] = ONE_TEST,
        *,
        title: str = "",
        about: str = "",
    ) -> None:
        page = tmp_path / "courseware" / "wells" / lesson / "lesson.md"
        text = page.read_text("utf-8").replace("---\n", f"---\nexercise: {slug}\n", 1)
        page.write_text(text, "utf-8")
        folder = tmp_path / "exercises" / slug
        folder.mkdir(parents=True)
        (folder / "exercise.ipynb").write_text(json.dumps(notebook), "utf-8")
        yaml = f"id: {slug}\ntitle: {title or f'All of {slug}'}\n{about}"
        (folder / "exercise.yaml").write_text(yaml, "utf-8")

    return put


@pytest.fixture
def empty_app(settings: Settings, courseware: Path, tmp_path: Path) -> Iterator[Flask]:
    """The whole app as it is on the very first start; nothing here runs code or grades."""
    here = dataclasses.replace(
        settings,
        courseware=courseware,
        exercises=tmp_path / "exercises",
        translations=tmp_path / "translations",
    )
    arabic = here.translations / "ar" / "LC_MESSAGES" / "messages.po"
    arabic.parent.mkdir(parents=True)
    arabic.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Sign in"\nmsgstr "تسجيل الدخول"\n',
        "utf-8",
    )
    app = create_app(here, live=NoKernels())  # type: ignore[arg-type]
    parts = app.extensions["kisima"]
    app.extensions["kisima"] = dataclasses.replace(parts, wake_grader=lambda: None)
    yield app


class NoKernels:
    """Stands where live kernels would be, for pages that run nothing."""

    def warm(self) -> None:
        """Nothing needs warming."""

    def end(self, owner: str) -> None:
        """There is nothing to end."""


@pytest.fixture
def school(empty_app: Flask) -> Flask:
    """The app with a teacher (an administrator), class Form 2B, and students amina and layla."""
    with empty_app.app_context():
        path = empty_app.extensions["kisima"].setup_file
        teacher = setup.set_up(
            path,
            code=setup.setup_code(path),
            username="teacher",
            full_name="Mwalimu Juma",
            secret=PASSWORD,
        )
        made = classes.create_class(teacher, "Form 2B", ["wells"])
        classes.set_open_enrolment(made.id, True)
        for username, full_name in (("amina", "Amina Odhiambo"), ("layla", "Layla Hassan")):
            enrolment.add_student(
                made.id, username=username, full_name=full_name, secret=PIN, lang="en"
            )
        empty_app.config["TEST_CLASS_CODE"] = made.code
    return empty_app


class Visitor:
    """A browser without scripts: keeps cookies, and sends forms with the token of the last page."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""
        self.page = "/"

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        headers = {"Accept": "text/html,*/*;q=0.8"} | options.pop("headers", {})
        return self._seen(self.client.get(path, headers=headers, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form."""
        headers = {
            "Accept": "text/html,*/*;q=0.8",
            "Referer": f"http://localhost{self.page}",
        } | options.pop("headers", {})
        values = {"csrf_token": self.token} | (data or {})
        return self._seen(self.client.post(path, data=values, headers=headers, **options))

    def sign_in(self, username: str, secret: str = PIN) -> TestResponse:
        """Sign in by the form."""
        self.get("/sign-in")
        return self.post("/sign-in", {"username": username, "secret": secret})

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and "Content-Encoding" not in response.headers:
            found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
            self.token = found.group(1) if found else self.token
            self.page = response.request.path
        return response


@pytest.fixture
def visitor(school: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(school)


@pytest.fixture
def amina(school: Flask) -> Visitor:
    """A student who is signed in."""
    student = Visitor(school)
    student.sign_in("amina")
    student.get("/")
    return student


@pytest.fixture
def teacher(school: Flask) -> Visitor:
    """The administrator, signed in."""
    person = Visitor(school)
    person.sign_in("teacher", PASSWORD)
    person.get("/")
    return person


@pytest.fixture
def new_visitor() -> type[Visitor]:
    """Makes visitors: `new_visitor(app)`."""
    return Visitor


@pytest.fixture
def centre_app(centre_url: str, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The pages of a new centre, on PostgreSQL, with the administrator "head"."""
    here = dataclasses.replace(
        settings, role="centre", database_url=centre_url, courseware=tmp_path, exercises=tmp_path
    )
    app = create_app(here, live=NoKernels())  # type: ignore[arg-type]
    with app.app_context():
        path = app.extensions["kisima"].setup_file
        code = setup.setup_code(path)
        setup.set_up(path, code=code, username="head", full_name="Head Office", secret=PASSWORD)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def head(centre_app: Flask) -> Visitor:
    """The centre's administrator, signed in."""
    person = Visitor(centre_app)
    person.sign_in("head", PASSWORD)
    person.get("/")
    return person
