"""The data sheets of an exercise in a language."""

from collections.abc import Callable
from dataclasses import dataclass

from app.catalog.data_sheets import FILE as DATA_SHEET
from app.catalog.data_sheets import (
    DataColumn,
    DataSheet,
    is_translated,
    read_data_sheets,
    translated_texts,
)
from app.catalog.model import Exercise
from app.catalog.one_line import one_line
from app.catalog.translation.po_words import PoTexts, ShortText


@dataclass(frozen=True)
class ShownColumn:
    """A column as somebody reads it: `about` has its type, unit and values, as far as said."""

    name: str
    meaning: ShortText
    about: tuple[ShortText, ...]


@dataclass(frozen=True)
class ShownSheet:
    """A data sheet as somebody reads it; texts that are not there are empty. A text's language is
    empty where it is of none: it has codes and values only."""

    file: str
    rows: int | None
    title: ShortText
    origin: ShortText
    missing: ShortText
    not_for: ShortText
    licence: str
    program: str
    columns: tuple[ShownColumn, ...]


@dataclass(frozen=True)
class DataPage:
    """The data sheets of an exercise; see LessonPage for what the values mean."""

    lang: str
    sheets: tuple[ShownSheet, ...]
    translated: float
    reviewed: bool
    changed: int = 0


def make_data_page(exercise: Exercise, code: str) -> DataPage:
    """The sheets with their texts in a language that the exercise has."""
    sheets, _unusable = read_data_sheets(exercise.folder)
    if not sheets:
        return DataPage(code, (), 1.0, True)
    known = {text for sheet in sheets for _keys, text in translated_texts(sheet)}
    in_source = code == exercise.source_lang
    po = PoTexts() if in_source else exercise.words.read(code)
    older = po.older_texts(known, f"{exercise.slug}/{DATA_SHEET}")

    def said(text: str) -> ShortText:
        if not is_translated(text):
            return ShortText(text, "")
        if text in po.texts:
            return ShortText(one_line(po.texts[text]), code)
        old = None if in_source else older(text)
        if old is not None:
            return ShortText(one_line(old), code, changed=True)
        return ShortText(text, exercise.source_lang)

    texts = [said(text) for text in known]
    done = sum(one.lang == code and not one.changed for one in texts)
    return DataPage(
        lang=code,
        sheets=tuple(_shown(sheet, said) for sheet in sheets),
        translated=done / len(texts) if texts else 1.0,
        reviewed=exercise.words.reviewed(code, exercise.source_lang),
        changed=sum(one.changed for one in texts),
    )


def _shown(sheet: DataSheet, said: Callable[[str], ShortText]) -> ShownSheet:
    return ShownSheet(
        file=sheet.file,
        rows=sheet.rows,
        title=said(sheet.title),
        origin=said(sheet.origin),
        missing=said(sheet.missing),
        not_for=said(sheet.not_for),
        licence=sheet.licence,
        program=sheet.program,
        columns=tuple(_shown_column(column, said) for column in sheet.columns),
    )


def _shown_column(column: DataColumn, said: Callable[[str], ShortText]) -> ShownColumn:
    about = (column.type, column.unit, column.values)
    return ShownColumn(
        column.name, said(column.meaning), tuple(said(text) for text in about if text)
    )
