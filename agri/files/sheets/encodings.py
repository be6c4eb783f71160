"""Bytes to text: the encodings in which spreadsheet programs save CSV."""

import codecs

from agri.files.sheets.faults import ReadFault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 or GB18030 (which holds GBK and GB2312), with or without a mark.

    Raises
    ------
    ReadFault
        The bytes are none of these; the fault names the row.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content, encoding)
    # UTF-16 without a mark: every second byte of the ASCII in it is zero.
    sample = content[:_SAMPLE]
    if sample.count(0) > len(sample) // 4:
        return _decode(content, "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "gb18030")


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
