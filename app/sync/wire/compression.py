"""zstd with a known vocabulary, and never more out of it than was agreed."""

from collections.abc import Sequence

from app.sync.wire.errors import Damaged, TooLarge
from app.sync.wire.vocabulary import VOCABULARY

LEVEL = 19
LARGEST_WINDOW = 1 << 23  # bytes; what a frame may make the receiver set aside


def pack_sections(sections: Sequence[bytes]) -> bytes:
    """The sections as one frame, each in blocks of its own."""
    import zstandard

    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=sum(map(len, sections)),
        write_content_size=0,
        write_checksum=0,
        write_dict_id=0,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
    )
    packer = zstandard.ZstdCompressor(
        dict_data=zstandard.ZstdCompressionDict(
            VOCABULARY, dict_type=zstandard.DICT_TYPE_RAWCONTENT
        ),
        compression_params=parameters,
    ).compressobj()
    parts = []
    for number, section in enumerate(sections, 1):
        parts.append(packer.compress(section))
        if number < len(sections):
            parts.append(packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
    parts.append(packer.flush())
    return b"".join(parts)


def unpack_sections(data: bytes, length: int, most_bytes: int) -> bytes:
    """The sections joined, which must be `length` bytes.

    Raises TooLarge before it makes more than `most_bytes`, Damaged where it is not just that.
    """
    import zstandard

    if length > most_bytes:
        raise TooLarge(most=most_bytes)
    unpacker = zstandard.ZstdDecompressor(
        dict_data=zstandard.ZstdCompressionDict(
            VOCABULARY, dict_type=zstandard.DICT_TYPE_RAWCONTENT
        ),
        max_window_size=LARGEST_WINDOW,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
    )
    try:
        # Read as a stream, so that a length that the frame itself claims is never believed.
        body = unpacker.stream_reader(data, read_across_frames=False).read(length + 1)
    except zstandard.ZstdError:
        raise Damaged(reason="it cannot be unpacked") from None
    if len(body) != length:
        raise Damaged(reason="another length than it says")
    return body
