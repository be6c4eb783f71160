"""The shipped package with a change, and what `agri check` then says of it beyond what it said before."""

from functools import cache

from agri.definitions.package.check import check_package
from agri.definitions.package.faults import PackageFault
from agri.definitions.reading import DefinitionFiles, seed_root

YEAR = 2019


@cache
def shipped() -> dict[str, bytes]:
    """Return the files of the shipped package."""
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
    return {name: files.read(name) for name in files.names()}


def changed(file: str, *swaps: tuple[str, str]) -> dict[str, bytes]:
    """Return the package with each text of a file replaced once; what is to be replaced must stand there."""
    text = shipped()[file].decode()
    for old, new in swaps:
        assert old in text, (file, old)
        text = text.replace(old, new, 1)
    return shipped() | {file: text.encode()}


def faults_of(package: dict[str, bytes], code: str) -> list[PackageFault]:
    """Return the faults of one kind."""
    files = DefinitionFiles.of_bytes(package)
    return [one for one in check_package(files, YEAR).faults if one.kind.code == code]


def kinds_of(package: dict[str, bytes]) -> set[str]:
    """Return the codes of everything that is said of a package and not of the shipped one."""
    return {
        one.kind.code
        for one in check_package(DefinitionFiles.of_bytes(package), YEAR).faults
        if one.text not in _before()
    }


@cache
def _before() -> frozenset[object]:
    files = DefinitionFiles.of_bytes(shipped())
    return frozenset(one.text for one in check_package(files, YEAR).faults)
