"""Read a picture's type and whether it contains camera metadata, without decoding it."""

from collections.abc import Iterator

# How the segments with place, time and device begin: Exif 2.3 §4.5.4, XMP part 3 §1.1.3, Photoshop for IPTC.
_IN_JPEG = (b"Exif\x00\x00", b"http://ns.adobe.com/x", b"Photoshop 3.0\x00")
_IN_WEBP = {b"EXIF", b"XMP "}


def kind_of(content: bytes) -> str | None:
    """Return the media type that a picture's first bytes tell; None for anything but JPEG and WebP."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def tells_of_camera(content: bytes) -> bool:
    """Tell whether a JPEG or WebP holds EXIF, XMP or IPTC data."""
    if kind_of(content) == "image/webp":
        return not _IN_WEBP.isdisjoint(_chunks(content))
    return any(mark in content for mark in _IN_JPEG)


def _chunks(content: bytes) -> Iterator[bytes]:
    """Yield the names of a RIFF file's chunks; each is padded to an even length."""
    at = 12
    while at + 8 <= len(content):
        yield content[at : at + 4]
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
