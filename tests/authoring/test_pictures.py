"""Pictures for lessons: whatever comes in, something small and harmless goes out, or a sentence."""

import io
import struct
import zlib

import pytest
from PIL import Image

from app.authoring import images
from app.authoring.images import (
    MAX_BYTES,
    MAX_WIDTH,
    DrawingTooLarge,
    NotAPicture,
    PictureTooLarge,
    fit_picture,
)


def as_file(picture: Image.Image, format: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format, **options)  # type: ignore[arg-type]
    return out.getvalue()


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.effect_noise((width, height), 80).convert(mode)


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGB"),
        ("GIF", "P"),
        ("PNG", "1"),
    ],
)
def test_fits_the_budget(format: str, mode: str) -> None:
    fitted = fit_picture("Photo 1.x", as_file(noise(1000, 500, mode), format))
    assert len(fitted.data) <= MAX_BYTES
    assert fitted.width <= MAX_WIDTH
    assert Image.open(io.BytesIO(fitted.data)).size == (fitted.width, fitted.height)
    assert fitted.name in ("photo-1.png", "photo-1.jpg")


def test_what_a_camera_adds_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    photo = as_file(Image.new("RGB", (400, 200), "green"), "JPEG", exif=exif, comment=b"secret")
    fitted = fit_picture("a.jpg", photo)
    out = Image.open(io.BytesIO(fitted.data))
    assert (out.size, dict(out.getexif())) == ((200, 400), {})
    assert b"secret" not in fitted.data and b"Maker" not in fitted.data


def test_a_small_drawing_in_png_keeps_its_transparency() -> None:
    picture = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (10, 10, 40, 40))
    fitted = fit_picture("plan.PNG", as_file(picture, "PNG"))
    out = Image.open(io.BytesIO(fitted.data)).convert("RGBA")
    assert fitted.name == "plan.png"
    assert out.getpixel((0, 0))[3] == 0 and out.getpixel((20, 20))[3] == 255  # type: ignore[index]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"\x89PNG\r\n\x1a\n" + b"x" * 50,
        as_file(noise(300, 300), "JPEG")[:900],
        as_file(noise(300, 300), "PNG")[:-4000],
        as_file(Image.new("RGB", (9, 9)), "TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><g>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
    ],
)
def test_what_is_broken_is_refused_with_its_name(data: bytes) -> None:
    with pytest.raises(NotAPicture) as refused:
        fit_picture("maize.png", data)
    assert "maize.png" in str(refused.value)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bomb_is_refused_before_it_is_read() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 12_000, 12_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(PictureTooLarge):
        fit_picture("bomb.png", bomb)


def test_a_progressive_photo_has_the_lower_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 10_000)
    plain = as_file(Image.new("RGB", (200, 200)), "JPEG")
    assert fit_picture("a.jpg", plain).width == 200
    with pytest.raises(PictureTooLarge):
        fit_picture("a.jpg", as_file(Image.new("RGB", (200, 200)), "JPEG", progressive=True))


def test_a_drawing_keeps_its_shapes_and_nothing_that_acts() -> None:
    fitted = fit_picture(
        "Pump.svg",
        b"""<?xml version="1.0"?><!-- drawn here -->
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"
          viewBox="0 0 9 9" onload="alert(1)"><script>alert(2)</script>
        <style>@import url(http://far/away.css)</style>
        <g style="fill:red;background:url(http://far/b.png)"><path d="M0 0L9 9"/></g>
        <a x:href="javascript:alert(3)"><rect width="3" height="3"/></a>
        <image x:href="http://far/c.png"/><rect fill="url(#grey)" stroke="url(http://far/d)"/>
        <foreignObject><p>words</p></foreignObject><text>Water</text></svg>""",
    )
    kept = fitted.data.decode()
    assert 'd="M0 0L9 9"' in kept and 'fill="red"' in kept and 'fill="url(#grey)"' in kept
    assert "<text>Water</text>" in kept
    for gone in ("script", "alert", "far", "style", "foreign", "image"):
        assert gone not in kept
    assert fitted.name == "pump.svg"


def test_a_drawing_that_is_too_large_is_refused() -> None:
    shapes = "".join(f'<path d="M{n} {n * 7}L{n * 3} 9"/>' for n in range(4000))
    with pytest.raises(DrawingTooLarge):
        fit_picture("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{shapes}</svg>'.encode())
