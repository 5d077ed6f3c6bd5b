"""Two texts beside each other, and two people's changes in one text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.authoring.differences import Row, differences
from app.authoring.joining import join

BASE = "one\ntwo\nthree\nfour\nfive\n"
TEXTS = st.lists(st.sampled_from(["a", "b", "c d", ""]), max_size=8).map("\n".join)


def sides(rows: list[Row]) -> tuple[list[str], list[str]]:
    old = ["".join(piece.text for piece in row.old) for row in rows if row.old_number]
    new = ["".join(piece.text for piece in row.new) for row in rows if row.new_number]
    return old, new


def test_a_changed_word_is_marked_on_both_sides() -> None:
    (row,) = differences("Rain falls today.\n", "Rain fell today.\n")
    assert row.kind == "changed"
    assert [piece.text for piece in row.old if piece.marked] == ["falls"]
    assert [piece.text for piece in row.new if piece.marked] == ["fell"]


def test_lines_far_from_a_change_are_counted_and_left_out() -> None:
    old = "\n".join(map(str, range(50)))
    rows = differences(old, old.replace("25", "twenty-five"))
    assert [row.skipped for row in rows if row.kind == "skipped"] == [23, 22]
    assert [row.kind for row in rows].count("same") == 4


def test_the_same_text_has_no_rows() -> None:
    assert differences(BASE, BASE.replace("\n", "\r\n")) == []


@given(TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_each_side_is_its_text(old: str, new: str) -> None:
    rows = differences(old, new, whole=True)
    if rows:
        assert sides(rows) == (old.splitlines(), new.splitlines())


def test_changes_in_different_places_are_joined_without_a_question() -> None:
    joined = join(BASE, BASE.replace("one", "ONE"), BASE.replace("five", "FIVE\nsix"))
    assert joined.text == "ONE\ntwo\nthree\nfour\nFIVE\nsix\n"
    assert joined.overlaps == ()


def test_where_both_changed_a_line_both_stand_and_the_place_is_named() -> None:
    joined = join(BASE, BASE.replace("three", "THREE"), BASE.replace("three", "drei"))
    assert joined.text == "one\ntwo\nTHREE\ndrei\nfour\nfive\n"
    assert joined.overlaps == ((3, 4),)


def test_without_the_beginning_nothing_is_lost() -> None:
    joined = join("", "one\ntheirs\ntwo\n", "one\ntwo\nmine\n")
    assert joined.text == "one\ntheirs\ntwo\nmine\n"


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_one_who_changed_nothing_changes_nothing(base: str, theirs: str, mine: str) -> None:
    whole = "".join(f"{line}\n" for line in theirs.splitlines())
    if base.splitlines():
        assert join(base, theirs, base).text == whole == join(base, base, theirs).text
    assert join(base, theirs, theirs).text == whole
