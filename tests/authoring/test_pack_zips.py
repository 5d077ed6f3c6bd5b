"""Zips that nobody should unpack: each is refused with a sentence, and nothing is written."""

import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.authoring.intake.file_tree import (
    BadName,
    DoubledName,
    FolderTree,
    TooLarge,
    TooManyFiles,
    check_name,
)
from app.authoring.intake.safe_zip import DamagedZip, LinkInZip, SafeZip, ZipBomb
from app.errors import KisimaError


def zipped(folder: Path, files: dict[str, bytes], **more: int) -> Path:
    path = folder / "some.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = more.get("mode", stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, data)
    return path


def test_an_honest_zip(tmp_path: Path) -> None:
    with SafeZip(zipped(tmp_path, {"b/a.md": b"hello", "__MACOSX/b": b"", "a.md": b""})) as tree:
        assert tree.names == ("a.md", "b/a.md") and tree.read("b/a.md", 10) == b"hello"


@pytest.mark.parametrize(
    "name",
    [
        "../a.md", "a/../../b.md", "/etc/passwd", "C:/a.md", "a/./b", "a//b", "CON", "nul.txt",
        "a/com1.md", "lpt¹", "a.", "a /b", "a\tb", "a?.md", "..\\a.md", "\\\\host\\a", "a:b",
        "x" * 130, "a/" * 13 + "a", "\u202eab.md", "conin$",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadName):
        SafeZip(zipped(tmp_path, {name: b"x"}))
    assert [path.name for path in tmp_path.iterdir()] == ["some.zip"]


@pytest.mark.parametrize("pair", [("a.md", "A.MD"), ("é", "e\u0301"), ("a", "a/b")])
def test_names_that_are_one(tmp_path: Path, pair: tuple[str, str]) -> None:
    with pytest.raises(DoubledName):
        SafeZip(zipped(tmp_path, dict.fromkeys(pair, b"x")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.md": b"1"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.md", b"2")
    with pytest.raises(DoubledName):
        SafeZip(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices(tmp_path: Path, kind: int) -> None:
    with pytest.raises(LinkInZip):
        SafeZip(zipped(tmp_path, {"a.md": b"/etc/passwd"}, mode=kind | 0o777))


def test_a_bomb(tmp_path: Path) -> None:
    with pytest.raises(ZipBomb):
        SafeZip(zipped(tmp_path, {"a.md": bytes(5_000_000)}))


def test_many_small_files_and_a_lie_about_the_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.authoring.intake import file_tree, safe_zip

    path = zipped(tmp_path, {f"{n}.md": b"x" * 100 for n in range(30)})
    monkeypatch.setattr(file_tree, "MOST_BYTES", 2_000)
    with pytest.raises(TooLarge):
        SafeZip(path)
    monkeypatch.setattr(safe_zip, "MOST_FILES", 20)
    with pytest.raises(TooManyFiles):
        SafeZip(path)
    monkeypatch.setattr(safe_zip, "_DIRECTORY_BYTES", 100)
    with pytest.raises(TooManyFiles):
        SafeZip(path)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 400), st.binary(max_size=12), st.booleans())
@example(207, b"\x01", False)  # a file that begins before the zip does
def test_a_damaged_zip_is_refused_by_name(tmp_path: Path, at: int, put: bytes, cut: bool) -> None:
    packed = zipped(tmp_path, {"a.md": b"hello " * 20, "b/c.md": b"there"}).read_bytes()
    path = tmp_path / "damaged.zip"
    path.write_bytes(packed[:at] if cut else packed[:at] + put + packed[at + len(put) :])
    try:
        with SafeZip(path) as tree:
            for name in tree.names:
                tree.read(name, 1000)
    except KisimaError:
        pass


@given(st.binary(max_size=200))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_no_zip(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(DamagedZip):
        SafeZip(tmp_path / "a.zip")


@given(st.text(max_size=20))
def test_a_checked_name_stays_below_its_folder(name: str) -> None:
    try:
        check_name(name)
    except BadName:
        return
    assert (Path("/x") / name).resolve().is_relative_to("/x")


def test_a_folder_with_a_link_in_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "in" / "a.md").write_text("x")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "secret")
    assert FolderTree(tmp_path / "in").names == ("a.md",)
