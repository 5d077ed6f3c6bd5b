"""Root in a container that refuses namespaces: code runs as another user, who must get in."""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernels import Limits
from app.kernels.sandbox import python_paths, system_paths
from app.kernels.sandbox.credentials import check_reach
from app.kernels.sandbox.errors import FolderOutOfReach

if sys.platform != "linux" or os.geteuid() != 0:
    pytest.skip("only on Linux as root", allow_module_level=True)

from app.kernels.engines import HOOKS
from app.kernels.fork import ForkEngine
from app.kernels.fork.kernel import ForkKernel

# Python in a home folder that nobody else may enter is shown to all, for this test's processes.
OPENED = """
set -e
mount --bind {closed} {held}
mount -t tmpfs -o mode=755 none {closed}
mkdir {closed}/{inner}
mount --bind {held}/{inner} {closed}/{inner}
exec "$@"
"""


def first_closed() -> tuple[Path, str] | None:
    """The first folder that not everyone may enter on a way to Python, and the next on that way."""
    for path in (Path(tempfile.gettempdir(), "x"), *python_paths(), *system_paths()):
        try:
            check_reach(path)
        except FolderOutOfReach as closed:
            folder = Path(str(closed.values["path"]))
            return folder, Path(os.path.realpath(path)).relative_to(folder).parts[0]
    return None


@pytest.mark.slow
def test_the_same_where_everyone_may_enter_pythons_folder(tmp_path: Path) -> None:
    closed, unshare = first_closed(), shutil.which("unshare")
    if closed is None or unshare is None or tempfile.gettempdir().startswith(str(closed[0])):
        pytest.skip("only on machines whose Python is in a closed folder")
    script = OPENED.format(closed=closed[0], inner=closed[1], held=tmp_path)
    command = [unshare, "--mount", "sh", "-c", script, "sh", sys.executable, "-m", "pytest"]
    options = ["-q", "-p", "no:cacheprovider", "-k", "not the_same", __file__]
    ran = subprocess.run(
        [*command, *options], capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )
    if "mount" in ran.stderr.split(":")[0]:
        pytest.skip("only on machines where root may mount")
    assert ran.returncode == 0 and "skipped" not in ran.stdout, ran.stdout[-5000:] + ran.stderr


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkEngine]:
    if first_closed() is not None:
        pytest.skip("only on machines where everyone may enter Python's folders")
    hooks = {name: f"{HOOKS}:{name}" for name in ("fork", "confine")}
    # The warm process finds nothing beside this project, unless its Python is told where.
    python = tmp_path_factory.mktemp("bin") / "python"
    beside = Path(__file__).parent
    python.write_text(f'#!/bin/sh\nPYTHONPATH={beside} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    # The root as `default_root` makes it, one level below the temporary folder.
    root = Path(tempfile.gettempdir()) / f"kisima-test-{os.getpid()}"
    root.mkdir(mode=0o700)
    with ForkEngine(
        folder=root,
        preload=(),
        rehearse=False,
        python=str(python),
        prepare="no_namespaces:prepare",
        **hooks,
    ) as engine:
        yield engine
    shutil.rmtree(root)


@pytest.fixture
def kernel(engine: ForkEngine, tmp_path: Path) -> Iterator[ForkKernel]:
    data = tmp_path / "heights.csv"
    data.write_text("150\n")
    kernel = engine.start(Limits(), {"data/heights.csv": data})
    yield kernel
    kernel.close()


def value(kernel: ForkKernel, source: str) -> object:
    return ast.literal_eval(kernel.run(source).outputs[-1]["data"]["text/plain"])


def test_a_cell_runs_as_another_user(kernel: ForkKernel) -> None:
    assert value(kernel, "import os; os.getuid() > 1_000_000_000")
    assert value(kernel, "open('data/heights.csv').read()") == "150\n"
    assert value(kernel, "open('own', 'w').write('abc')") == 3


def test_its_file_system_is_the_machines(kernel: ForkKernel) -> None:
    assert value(kernel, "import os; os.getpid()") == kernel.pid


def test_other_folders_are_not_to_be_seen(engine: ForkEngine, kernel: ForkKernel) -> None:
    other = engine.start(Limits(), {})
    for folder in (kernel.folder.path.parents[1], kernel.folder.path.parent, other.folder.path):
        run = kernel.run(f"import os; os.listdir({str(folder)!r})")
        assert run.outputs[-1]["ename"] == "PermissionError", folder
    run = kernel.run(f"import os; os.stat({str(other.folder.work)!r})")
    assert run.outputs[-1]["ename"] == "PermissionError"
    other.close()
