"""Settings: where they come from, and what is refused by name."""

import os
from pathlib import Path

import pytest

from app import create_store
from app.kernels.interface import PRELOAD
from app.settings import BadSetting, UnknownSetting, load_settings


def written(folder: Path, text: bytes) -> Path:
    (folder / "settings.toml").write_bytes(text)
    return folder


def test_the_command_line_comes_before_the_environment_and_that_before_the_file(tmp_path):
    data = written(tmp_path, b"port = 9001\nthreads = 3\nkernels = 2\n")
    environ = {"KISIMA_PORT": "9002", "KISIMA_THREADS": "4"}
    found = load_settings({"data": data, "port": 9003, "host": None}, environ)
    assert (found.port, found.threads, found.kernels) == (9003, 4, 2)


def test_a_file_from_an_old_notepad_is_read(tmp_path):
    data = written(tmp_path, b"\xef\xbb\xbfschool = 'Kwale'\r\n")
    assert load_settings({"data": data}, {}).school == "Kwale"


def test_a_misspelt_setting_is_named(tmp_path):
    with pytest.raises(UnknownSetting, match="prot"):
        load_settings({"data": written(tmp_path, b"prot = 9000\n")}, {})


@pytest.mark.parametrize(
    ("store", "queue", "found"),
    [
        ("", "", ""),
        ("sqlite:////srv/k.db", "", ""),
        ("postgresql+psycopg://a@b/c", "", "postgresql+psycopg://a@b/c"),
        ("postgresql+psycopg://a@b/c", "postgresql://d/e", "postgresql://d/e"),
        ("", "postgresql://d/e", "postgresql://d/e"),
    ],
)
def test_the_queue_is_where_the_store_is_unless_it_is_set(tmp_path, store, queue, found):
    given = {"data": tmp_path, "database_url": store, "queue_url": queue}
    assert load_settings(given, {}).queue == found


@pytest.mark.skipif(os.name == "nt", reason="only on Linux and macOS")
def test_others_on_this_computer_cannot_read_the_data(settings):
    create_store(settings, connections=1)
    assert settings.data.stat().st_mode & 0o077 == 0


def test_what_is_loaded_for_students_code_may_be_less_or_nothing(tmp_path):
    assert load_settings({"data": tmp_path}, {}).preloaded == PRELOAD
    assert load_settings({"data": tmp_path}, {"KISIMA_PRELOAD": ""}).preloaded == ()
    data = written(tmp_path, b"preload = 'numpy, matplotlib.pyplot'\n")
    assert load_settings({"data": data}, {}).preloaded == ("numpy", "matplotlib.pyplot")


@pytest.mark.parametrize("words", ["num-py", "/tmp/x.py", "numpy.", "numpy;pandas"])
def test_what_is_loaded_must_be_names_of_modules(tmp_path, words):
    with pytest.raises(BadSetting, match="preload"):
        load_settings({"data": tmp_path}, {"KISIMA_PRELOAD": words})
