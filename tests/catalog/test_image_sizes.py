"""Width and height from the first bytes of an image."""

import pytest

from app.catalog.pages.image_sizes import image_size, size_in

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4)
JPEG = (
    b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(10)
    + b"\xff\xc4\0\x04\0\0\xff\xff\xc2\0\x11\x08" + (300).to_bytes(2) + (400).to_bytes(2) + bytes(9)
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (640, 480)),
        (JPEG, (400, 300)),
        (b"GIF89a" + (10).to_bytes(2, "little") + (20).to_bytes(2, "little"), (10, 20)),
        (b'<?xml version="1.0"?>\n<!-- c --><svg width="12.4px" height=\'7\'>', (12, 7)),
        (b'<svg xmlns="x"\n viewBox="0 0 400,300"><rect width="5" height="5"/>', (400, 300)),
    ],
)
def test_the_size_is_read_from_the_head(data, size):
    assert size_in(data) == size


@pytest.mark.parametrize(
    "data",
    [
        b"", b"text", b"<svg/>", b'<svg width="100%" height="50%">', b'<svg width="10">',
        b'<svg width="1.2.3" height="4">', b'<svg width="0" height="4">', PNG[:20], JPEG[:30],
        b"\xff\xd8" + b"\xff\xe0\0\0" * 99, b'<svg data-width="3" data-height="4">',
    ],
)  # fmt: skip
def test_what_is_not_plain_to_see_is_not_known(data):
    assert size_in(data) is None


def test_a_file_that_is_not_there_has_no_size(tmp_path):
    assert image_size(tmp_path / "gone.png") is None
