"""QR codes read by a decoder that knows nothing of what drew them."""

import subprocess
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

_DPI = "150"  # of an office's scanner, and of a telephone that is held close


def codes_of_pdf(content: bytes, folder: Path) -> list[str]:
    """Return what the codes on a PDF's pages say, as a camera sees them on paper, from the top down."""
    file = folder / "codes.pdf"
    file.write_bytes(content)
    subprocess.run(["pdftoppm", "-r", _DPI, "-gray", str(file), str(folder / "page")], check=True)
    pages = sorted(folder.glob("page*.pgm"))
    return [text for page in pages for text in _codes_of(np.asarray(Image.open(page)))]


def code_of_path(path: str, side: int) -> list[str]:
    """Return what a code says that is drawn as the squares of an SVG path, one unit a module."""
    picture = np.full((side, side), 255, dtype=np.uint8)
    for square in path.split("M")[1:]:
        x, y = square.removesuffix("h1v1h-1z").split(" ")
        picture[int(y), int(x)] = 0
    return _codes_of(np.kron(picture, np.ones((4, 4), dtype=np.uint8)))


def _codes_of(picture: np.ndarray) -> list[str]:
    found = zxingcpp.read_barcodes(picture)
    return [
        one.text for one in sorted(found, key=lambda one: (one.position.top_left.y, one.position.top_left.x))
    ]
