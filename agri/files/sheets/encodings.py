"""Bytes to text: the encodings in which spreadsheet programs save CSV."""

import codecs

from agri.files.sheets.faults import ReadFault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16 does
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096  # bytes, an even number
_USUAL = 0.9  # of the characters of a table: figures, letters of the trade and Chinese


def is_text(content: bytes) -> bool:
    """Say whether bytes may be text: none are zero, but for those of UTF-16 or UTF-32 and of padding."""
    content = _unpadded(content)
    return (
        not content[:_SAMPLE].count(0)
        or content.startswith(tuple(mark for mark, _ in _MARKS))
        or _wide_encoding(content) is not None
    )


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16, UTF-32 or GB18030 (which holds GBK and GB2312), with or without a mark.

    Raises
    ------
    ReadFault
        The bytes are none of these, or a program has already put question marks for the Chinese in them.
    """
    content = _unpadded(content)
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    encoding = encoding or _wide_encoding(content)
    if encoding is not None:
        return _decode(content, encoding)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "gb18030")
    if text.isascii() and "???" in text.partition("\n")[0]:
        raise ReadFault(
            "unknown-encoding",
            "the Chinese was lost when the file was saved: question marks stand for it; save it again as "
            "CSV UTF-8 or as .xlsx",
            "保存时中文变成了问号（???），无法找回：请从原表另存为“CSV UTF-8”或 .xlsx",
            1,
        )
    return text


def _unpadded(content: bytes) -> bytes:
    """Return bytes without the zeros with which a broken copy ends; two may be a UTF-16 character's."""
    bare = content.rstrip(b"\0")
    return bare if len(content) - len(bare) > 3 and not bare[:_SAMPLE].count(0) else content


def _wide_encoding(content: bytes) -> str | None:
    """Return the UTF-16 without a mark that bytes are; None where they are none."""
    sample = content[:_SAMPLE]
    if not sample.count(0) or len(content) % 2:
        return None
    shares = {
        encoding: _usual_share(sample.decode(encoding, "replace")) for encoding in ("utf-16-le", "utf-16-be")
    }
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] > _USUAL else None


def _usual_share(text: str) -> float:
    usual = sum(
        sign in "\r\n\t"
        or " " <= sign < "\x7f"
        or "\u3000" <= sign < "\u3040"
        or "\u4e00" <= sign < "\ua000"
        or "\uff00" <= sign < "\uff60"
        for sign in text
    )
    return usual / max(1, len(text))


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise ReadFault(
            "unknown-encoding",
            "the text is neither UTF-8, UTF-16 nor GB18030: save the file as CSV UTF-8 or as .xlsx",
            "文字编码不是 UTF-8、UTF-16 或 GB18030，请另存为“CSV UTF-8”或 .xlsx",
            row,
        ) from error
