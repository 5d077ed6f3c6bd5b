"""Drafts and archived lessons are served to students by no address, and to nobody by theirs."""

import json

import pytest

NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
ADDRESSES = [
    "/courses/wells/01-rain/",
    "/courses/wells/01-rain/files/cloud.svg",
    "/exercises/buckets/notebook.ipynb",
    "/exercises/buckets/state",
    "/exercises/buckets/versions/",
]


@pytest.fixture
def parts(school):
    """The services of the school; its first lesson leads to an exercise."""
    folder = school.extensions["kisima"].workshop.own / "exercises" / "buckets"
    folder.mkdir(parents=True)
    (folder / "exercise.yaml").write_text("id: buckets\ntitle: Buckets\n", "utf-8")
    (folder / "exercise.ipynb").write_text(NOTEBOOK, "utf-8")
    parts = school.extensions["kisima"]
    with school.app_context():
        key = parts.workshop.lesson_key("wells", "01-rain")
        parts.workshop.set_values(key, {"exercise": "buckets"}, by=1)
    return parts


@pytest.fixture
def set_state(school, parts):
    """A function that says who sees the course (None) or its first lesson."""

    def set_state(lesson, state):
        with school.app_context():
            parts.workshop.set_state("wells", lesson, state, by=1)

    return set_state


def test_what_is_published_is_served(amina, parts):
    assert {amina.get(address).status_code for address in ADDRESSES} == {200}


@pytest.mark.parametrize("state", ["draft", "archived"])
@pytest.mark.parametrize("lesson", [None, "01-rain"])
def test_what_is_not_published_is_not_served(amina, set_state, lesson, state):
    assert "Rain" in amina.get("/courses/wells/").text
    set_state(lesson, state)
    assert {amina.get(address).status_code for address in ADDRESSES} == {404}
    assert "Rain" not in amina.get("/courses/wells/").text
    assert "01-rain" not in amina.get("/").text


def test_an_answer_to_a_draft_is_not_taken(amina, set_state):
    amina.get("/courses/wells/01-rain/")
    set_state("01-rain", "draft")
    for address in ("/courses/wells/01-rain/quiz/wet", "/exercises/buckets/save"):
        assert amina.post(address, {"option": "1"}).status_code == 404


def test_what_is_published_again_is_served_again(amina, set_state):
    set_state("01-rain", "draft")
    set_state("01-rain", "published")
    assert amina.get(ADDRESSES[0]).status_code == 200
