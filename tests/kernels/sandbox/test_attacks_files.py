# Attacks and lessons use the plainest calls there are.
# ruff: noqa: PTH101, PTH104, PTH116, PTH123, PTH207, PTH208, PTH211
import ctypes
import glob
import os
import stat
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from app.kernels.sandbox import Allowance

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
MEGABYTE = 1024 * 1024


def test_the_data_folder(cell: Any, secret: Path) -> None:
    assert cell.run(secret.read_text).refused


def test_the_data_folder_by_dots(cell: Any, secret: Path) -> None:
    assert cell.run(lambda: Path("../data/kisima.db").read_text()).refused


def test_listing_what_lies_above(cell: Any, secret: Path) -> None:
    got = cell.run(lambda: [name for name in os.listdir("..") if name != "scratch"])
    assert got.refused


def test_writing_above(cell: Any, secret: Path) -> None:
    cell.run(lambda: secret.write_text("full marks"))
    cell.run(lambda: (secret.parent / "new").write_text("x"))
    assert secret.read_text() == "every student's marks"
    assert not (secret.parent / "new").exists()


def test_locking_the_server_out_of_its_data(cell: Any, secret: Path) -> None:
    before = secret.stat()
    for attack in (
        lambda: os.chmod(secret, 0),
        lambda: os.chmod(secret.parent, 0),
        lambda: os.utime(secret, (1, 1)),
        lambda: os.chown(secret, -1, os.getgid()),
        lambda: os.setxattr(secret, "user.x", b"x"),
    ):
        cell.run(attack)
    after = secret.stat()
    assert (after.st_mode, after.st_mtime) == (before.st_mode, before.st_mtime)
    assert os.listxattr(secret) == []


def test_cutting_off_a_file_of_the_server(cell: Any, secret: Path) -> None:
    cell.run(lambda: os.truncate(secret, 0))
    cell.run(lambda: os.open(secret, os.O_RDONLY | os.O_TRUNC))
    assert secret.read_text() == "every student's marks"


def test_watching_what_the_server_does(cell: Any, secret: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)

    def attack() -> bool:
        return libc.inotify_add_watch(libc.inotify_init1(0), str(secret.parent).encode(), 2) > 0

    assert cell.run(attack).refused


def test_a_symbolic_link_out(cell: Any, secret: Path) -> None:
    def attack() -> str:
        os.symlink(secret, "link")
        return Path("link").read_text()

    assert cell.run(attack).refused


def test_a_symbolic_link_that_was_there_before(cell: Any, secret: Path) -> None:
    (cell.scratch / "link").symlink_to(secret)
    assert cell.run(lambda: Path("link").read_text()).refused


def test_a_hard_link_out(cell: Any, secret: Path) -> None:
    def attack() -> str:
        os.link(secret, "link")
        return Path("link").read_text()

    assert cell.run(attack).refused


def test_moving_a_file_in(cell: Any, secret: Path) -> None:
    cell.run(lambda: os.rename(secret, "mine"))
    cell.run(secret.unlink)
    assert secret.exists()


def test_what_is_hidden_inside_a_readable_folder(cell: Any, tmp_path: Path) -> None:
    shown = tmp_path / "shown"
    (shown / "exercises").mkdir(parents=True)
    (shown / "exercises" / "hidden-tests").write_text("assert answer == 42")
    (shown / "lesson.csv").write_text("1,2")
    changes = {
        "readable": (*cell.readable, shown),
        "hidden": (shown / "exercises",),
    }
    assert cell.run((shown / "lesson.csv").read_text, **changes).value == "1,2"
    assert cell.run((shown / "exercises/hidden-tests").read_text, **changes).refused
    assert cell.run(lambda: os.listdir(shown / "exercises"), **changes).refused


def test_this_projects_own_folder(cell: Any) -> None:
    project = Path(__file__).resolve().parents[3]
    assert cell.run((project / "pyproject.toml").read_text).refused
    assert cell.run(lambda: os.listdir(project / "exercises")).refused


@pytest.mark.parametrize("name", ["/etc/shadow", "/etc/hostname", "/home", "/var/log"])
def test_the_servers_system(cell: Any, name: str) -> None:
    path = Path(name)
    attack = (lambda: os.listdir(path)) if path.is_dir() else path.read_text
    assert cell.run(attack).refused


def test_the_servers_users(cell: Any) -> None:
    names = cell.run(lambda: Path("/etc/passwd").read_text().split(":")[0])
    assert names.refused or names.value == "student"


def test_the_servers_temporary_files(cell: Any) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile(dir="/tmp", prefix="server-") as mine:
        os.chmod(mine.name, 0o666)
        assert cell.run(lambda: os.open(mine.name, os.O_RDWR)).refused
        assert cell.run(lambda: glob.glob("/tmp/server-*")).refused


@pytest.mark.parametrize("folder", [sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")])
def test_writing_into_python(cell: Any, folder: str) -> None:
    target = Path(folder) / "kisima_attack.py"
    got = cell.run(lambda: target.write_text("print('mine')"))
    assert got.error.startswith(("PermissionError", "OSError"))
    assert not target.exists()


def test_changing_what_is_installed(cell: Any) -> None:
    def attack() -> str:
        os.chmod(sys.executable, 0o777)
        return "changed"

    before = os.stat(sys.executable).st_mode
    assert cell.run(attack).refused or not cell.alone  # where it only seems to work
    assert os.stat(sys.executable).st_mode == before


def test_a_program_that_would_run_as_its_owner(cell: Any) -> None:
    def attack() -> str:
        Path("mine").write_bytes(Path("/bin/sh").read_bytes())
        os.chmod("mine", 0o4755)
        os.execv("./mine", ["./mine", "-c", "exit 0"])
        return "ran"

    assert cell.run(attack).error.startswith("PermissionError")


def test_su_and_sudo_gain_nothing(cell: Any) -> None:
    import subprocess

    def attack() -> int:
        command = ["/usr/bin/su", "-c", "id"]
        return subprocess.run(command, capture_output=True, timeout=5).returncode

    assert cell.run(attack).value != 0


def test_making_a_device(cell: Any) -> None:
    def attack() -> str:
        os.mknod("disk", stat.S_IFBLK | 0o666, os.makedev(8, 0))
        return "made"

    assert cell.run(attack).error.startswith("PermissionError")


def test_the_disk_cannot_be_filled(cell: Any) -> None:
    if not cell.alone:
        pytest.skip("only on machines with namespaces: without only each file's size is limited")

    def attack() -> int:
        written = 0
        try:
            for count in range(40):
                Path(f"f{count}").write_bytes(b"x" * MEGABYTE)
                written += 1
        except OSError:
            pass
        return written

    assert cell.run(attack, scratch_mb=8).value < 8
    assert not list(cell.scratch.glob("f*"))


def test_nor_through_tmp_and_shared_memory_beside_it(cell: Any) -> None:
    if not cell.alone:
        pytest.skip("only on machines with namespaces: without only each file's size is limited")

    def attack() -> int:
        written = 0
        for folder in (".", "/tmp", "/dev/shm"):
            try:
                for count in range(20):
                    Path(folder, f"f{count}").write_bytes(b"x" * MEGABYTE)
                    written += 1
            except OSError:
                pass
        return written

    assert cell.run(attack, scratch_mb=8).value < 8


def test_a_million_empty_files(cell: Any) -> None:
    if not cell.alone:
        pytest.skip("only on machines with namespaces: without the number of files is not limited")

    def attack() -> int:
        for count in range(30_000):
            os.close(os.open(f"e{count}", os.O_CREAT | os.O_WRONLY))
        return 30_000

    assert cell.run(attack).error.startswith("OSError")


def test_one_giant_file(cell: Any) -> None:
    def attack() -> int:
        with open("giant", "wb") as file:
            return file.truncate(1 << 40)

    assert cell.run(attack, allowance=Allowance(file_mb=4)).error.startswith("OSError")


def test_scratch_is_gone_from_the_disk(cell: Any) -> None:
    if not cell.alone:
        pytest.skip("only on machines with namespaces: else scratch is an ordinary folder")
    cell.run(lambda: Path("kept").write_text("x"))
    assert [path.name for path in cell.scratch.iterdir()] == ["given.csv"]


def test_another_students_scratch(cell: Any, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o777)
    (other / "answer.py").write_text("answer = 42")
    assert cell.run((other / "answer.py").read_text).refused
    cell.run(lambda: (other / "answer.py").write_text("answer = 0"))
    assert (other / "answer.py").read_text() == "answer = 42"


def test_shared_memory_of_others(cell: Any) -> None:
    name = Path(f"/dev/shm/kisima-test-{os.getpid()}")
    name.write_text("x")
    try:
        assert cell.run(lambda: os.listdir("/dev/shm")).refused
    finally:
        name.unlink()
