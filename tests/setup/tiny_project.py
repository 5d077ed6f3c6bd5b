"""A tiny project to install: the real scripts, one package, a server that says its arguments."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
BACKEND = """
import zipfile

WHEEL = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
METADATA = "Metadata-Version: 2.1\\nName: little\\nVersion: 1.0\\n"

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "little-1.0-py3-none-any.whl"
    info = "little-1.0.dist-info/"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        wheel.writestr("little.pth", {root!r})
        wheel.writestr(info + "METADATA", METADATA)
        wheel.writestr(info + "WHEEL", WHEEL)
        wheel.writestr(info + "RECORD", "")
    return name

build_wheel = build_editable
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "little"
version = "1.0"
"""


def make_wheel(folder: Path, name: str = "tiny", version: str = "1.0") -> Path:
    """Write a wheel with one module into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "here = True\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(path, text)
    return wheel


def lock_line(wheel: Path) -> str:
    """The lock's entry for a wheel, with its hash."""
    name, version = wheel.name.split("-")[:2]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"


def make_project(root: Path) -> Path:
    """Make a folder like a fresh copy of Kisima, small, with a wheelhouse and no `.venv`."""
    shutil.copytree(SCRIPTS, root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    wheel = make_wheel(root / "wheelhouse")
    (root / "requirements.lock").write_text(lock_line(wheel))
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND.replace("{root!r}", repr(str(root))))
    (root / "app").mkdir()
    (root / "app" / "cli.py").write_text("import sys, tiny\nprint('serving', sys.argv[1:])\n")
    return root


def run_start(
    root: Path, *arguments: str, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Run the project's start.py as a person would."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KISIMA_")}
    return subprocess.run(
        [sys.executable, str(root / "scripts" / "start.py"), *arguments],
        capture_output=True,
        text=True,
        encoding=encoding,
        env=environ | {"PYTHONIOENCODING": encoding},
    )
