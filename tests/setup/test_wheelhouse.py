"""Which wheels a kind of computer needs, and whether a folder has them."""

from pathlib import Path

import pytest
from tiny_project import lock_line, make_wheel

from scripts.environment import SetupError
from scripts.lock_file import Pin, read_pins
from scripts.wheel_targets import check_wheels, target_for

COLORAMA = Pin("colorama", "0.4.6", "sys_platform == 'win32'", ())
NUMPY_OLD = Pin("numpy", "2.4.6", "python_full_version < '3.12'", ())


def test_markers_are_judged_for_the_target_and_not_for_this_machine() -> None:
    assert target_for("windows", "3.13").needs(COLORAMA)
    assert not target_for("linux", "3.13").needs(COLORAMA)
    assert target_for("mac", "3.11").needs(NUMPY_OLD)
    assert not target_for("mac", "3.12").needs(NUMPY_OLD)


@pytest.mark.parametrize(
    ("platform", "tag"),
    [
        ("windows", "win_amd64"),
        ("win_amd64", "win_amd64"),
        ("linux", "manylinux2014_x86_64"),
        ("linux-arm", "manylinux_2_28_aarch64"),
        ("mac", "macosx_11_0_arm64"),
    ],
)
def test_pip_is_asked_for_the_right_wheels(platform: str, tag: str) -> None:
    assert tag in target_for(platform, "3.12").pip_options


@pytest.mark.parametrize(("platform", "python"), [("amiga", "3.12"), ("linux", "three")])
def test_an_unknown_target_is_told(platform: str, python: str) -> None:
    with pytest.raises(SetupError):
        target_for(platform, python)


def test_a_whole_folder_has_no_faults(tmp_path: Path) -> None:
    pins = read_pins(lock_line(make_wheel(tmp_path)))
    assert check_wheels(tmp_path, pins, target_for("windows", "3.12")) == []


def test_missing_and_damaged_wheels_are_named(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path)
    pins = [*read_pins(lock_line(wheel)), Pin("absent", "2.0", "", ())]
    wheel.write_bytes(wheel.read_bytes() + b"damage")
    faults = check_wheels(tmp_path, pins, target_for(None, None))
    assert faults[0].startswith("tiny-1.0-py3-none-any.whl is damaged")
    assert faults[1] == "absent 2.0 is missing."


def test_a_wheel_for_another_system_does_not_count(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path)
    pins = read_pins(lock_line(wheel))
    wheel.rename(tmp_path / "tiny-1.0-cp312-cp312-win_amd64.whl")
    assert check_wheels(tmp_path, pins, target_for("windows", "3.12")) == []
    assert check_wheels(tmp_path, pins, target_for("linux", "3.12")) == ["tiny 1.0 is missing."]
