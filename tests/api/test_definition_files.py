"""The definitions in force are read and downloaded, file by file and whole, as they were applied."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from agri.definitions.reading import DefinitionFiles
from agri.services.reference.check_package import check_city_package
from tests.api.conftest import Caller
from tests.api.operations import PACKAGE
from tests.places import NOW
from tests.some import some


@pytest.mark.parametrize("name", ["committee", "operator", "province"])
async def test_each_file_has_the_digest_that_is_listed(callers: dict[str, Caller], name: str):
    caller = callers[name]
    listed = (await caller.get(f"{PACKAGE}/files")).json()
    assert listed["version"] == "4101/2019/1"
    for one in some(listed["files"]):
        answer = await caller.get(f"{PACKAGE}/files/{one['name']}")
        assert answer.status_code == 200, one
        assert hashlib.sha256(answer.content).hexdigest() == one["digest"]
        assert len(answer.content) == one["size"]
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"].startswith("text/plain") == one["is_text"]


async def test_the_whole_package_is_one_that_can_be_checked(committee: Caller, tmp_path: Path):
    answer = await committee.get(f"{PACKAGE}/package.zip")
    assert answer.content == (await committee.get(f"{PACKAGE}/package.zip")).content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "package")
    names = {one["name"] for one in (await committee.get(f"{PACKAGE}/files")).json()["files"]}
    files = DefinitionFiles.in_folder(tmp_path / "package")
    assert set(files.names()) == names
    assert check_city_package(files, 2019, today=NOW.date()).year == 2019


@pytest.mark.parametrize(
    "path",
    [
        f"{PACKAGE}/files/no.toml",
        f"{PACKAGE}/files/..%2F..%2Fetc%2Fpasswd",
        "/definitions/4101/2019/99/files",
        "/definitions/4102/2019/1/files",
        "/definitions/4101/2018/1/package.zip",
    ],
)
async def test_what_is_not_there_is_not_found(committee: Caller, path: str):
    assert (await committee.get(path)).status_code == 404
