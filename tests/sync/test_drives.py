"""Which drives are offered for sticks."""

import sys
from types import SimpleNamespace

import pytest

from app.sync.drives import drives, removable


def partition(mountpoint: str, opts: str = "rw,nosuid", device: str = "/dev/none9"):
    return SimpleNamespace(device=device, mountpoint=mountpoint, opts=opts)


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems without drive letters")
def test_what_is_plugged_in_is_found_by_its_place():
    parts = [partition("/"), partition("/home"), partition("/media/juma/STICK")]
    parts += [partition("/run/media/juma/KADI"), partition("/media/cdrom", "ro,nosuid")]
    found = [one.mountpoint for one in removable(parts)]
    assert found == ["/media/juma/STICK", "/run/media/juma/KADI"]


def test_windows_says_itself_which_are_removable(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    parts = [partition("C:\\", "rw,fixed"), partition("E:\\", "rw,removable")]
    assert [one.mountpoint for one in removable(parts)] == ["E:\\"]


def test_a_folder_that_stands_for_a_stick_is_offered_while_it_is_there(tmp_path):
    stick = tmp_path / "STICK"
    assert drives(str(stick)) == drives()
    stick.mkdir()
    (one,) = set(drives(str(stick))) - set(drives())
    assert (one.path, one.name) == (stick, "STICK") and one.free
