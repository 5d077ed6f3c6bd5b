"""Lists of words, and the values of sentences, in a page that is read from the right."""

from typing import Any

import pytest
from flask import Flask

from app.web import word_lists
from app.web.numbers import as_moment


@pytest.fixture(params=["en", "ar"])
def lang(empty_app: Flask, request: Any) -> Any:
    with empty_app.test_request_context(headers={"Accept-Language": request.param}):
        yield request.param


def test_a_list_has_the_comma_of_its_language(lang: str) -> None:
    between = {"en": ", ", "ar": "، "}[lang]
    assert word_lists.listed(["a", "<b>"]) == f"<bdi>a</bdi>{between}<bdi>&lt;b&gt;</bdi>"


def test_arrows_lead_onwards(lang: str) -> None:
    assert word_lists.arrow() == {"en": "→", "ar": "←"}[lang]


def test_latin_values_are_kept_apart_where_the_page_is_read_from_the_right(lang: str) -> None:
    values = word_lists.kept_apart({"file": "02-rain.md", "name": "ليلى", "line": 3})
    name = {"en": "02-rain.md", "ar": "\u206802-rain.md\u2069"}[lang]
    assert values == {"file": name, "name": "ليلى", "line": 3}


def test_a_moment_does_not_join_the_name_before_it(lang: str) -> None:
    moment = as_moment(0)
    assert (moment[0], moment[-1]) == {"en": ("J", "M"), "ar": ("\u2068", "\u2069")}[lang]
