"""Data that is made up is what its programs make."""

from scripts import datasets, figures


def test_our_data_is_what_its_programs_make(capsys):
    assert figures.main(["--check"], datasets.PROGRAMS) == 0, capsys.readouterr().out


def test_a_file_that_was_changed_by_hand_is_named(tmp_path, capsys):
    lines = ["import sys", "from pathlib import Path", "PLACE = Path(__file__).parent / 'a.csv'"]
    lines += ["if __name__ == '__main__':", "    Path(sys.argv[1]).write_bytes(b'a\\n1\\n')"]
    (tmp_path / "a.py").write_text("\n".join(lines), "utf-8")
    assert figures.main([], tmp_path) == 0 == figures.main(["--check"], tmp_path)
    (tmp_path / "a.csv").write_bytes(b"a\n2\n")
    assert figures.main(["--check", "a"], tmp_path) == 1
    assert "a.csv" in capsys.readouterr().out and (tmp_path / "a.csv").read_bytes() == b"a\n2\n"
