"""The interface's translations, compiled on start."""

from pathlib import Path

from app.web.languages import compile_messages

GOOD = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Yes"\nmsgstr "Oui"\n'
)


def write(translations: Path, lang: str, data: bytes) -> None:
    path = translations / lang / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)


def test_a_broken_file_costs_its_own_language_only(tmp_path: Path) -> None:
    write(tmp_path, "fr", GOOD.encode())
    write(tmp_path, "sw", GOOD.encode() + b'msgid "No"\nmsgstr "\xff"\n')
    _, found = compile_messages(tmp_path, tmp_path / "cache")
    assert found == {"fr"}
