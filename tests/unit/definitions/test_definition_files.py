"""Definitions are read from a folder and from bytes alike."""

import shutil

import pytest

from agri.definitions.forms import read_forms
from agri.definitions.layouts import read_layout
from agri.definitions.measures import read_measures
from agri.definitions.places import read_baseline_keys, read_baselines, read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import SOURCES, DefinitionFiles, seed_root
from agri.files.release.sources import read_sources

CITY = seed_root() / "zhengzhou"


@pytest.fixture(scope="module")
def stored() -> DefinitionFiles:
    files = DefinitionFiles.in_folder(CITY)
    return DefinitionFiles.of_bytes({name: files.read(name) for name in files.names()})


def test_bytes_give_the_same_definitions_as_the_folder(stored):
    assert read_plan(stored, 2019) == read_plan(CITY, 2019)
    assert read_forms(stored) == read_forms(seed_root() / "zhengzhou")
    assert read_org_units(stored["org_units.csv"]) == read_org_units(CITY / "org_units.csv")
    keys = read_baseline_keys(stored["baseline-keys.toml"])
    assert keys == read_baseline_keys(CITY / "baseline-keys.toml")
    name = "baselines-county.csv"
    assert read_baselines(stored[name], keys) == read_baselines(CITY / name, keys)
    assert read_measures(stored["measures.toml"]) == read_measures(CITY / "measures.toml")
    name = "layouts/province.toml"
    assert read_layout(stored[name]) == read_layout(CITY / name)
    assert read_sources(stored[SOURCES]) == read_sources(seed_root() / SOURCES)


def test_own_forms_of_a_package_go_before_those_beside_it(tmp_path):
    shutil.copytree(seed_root(), tmp_path / "all")
    package = tmp_path / "all" / "zhengzhou"
    shutil.copytree(tmp_path / "all" / "forms", package / "forms")
    (package / "forms" / "10-dealer_sales.toml").unlink()
    files = DefinitionFiles.in_folder(package)
    assert "dealer_sales" not in read_plan(files, 2019).forms
    assert "forms/01-sowing.toml" in files.names()


def test_a_missing_file_is_named(stored):
    with pytest.raises(ValueError, match=r"no file years/1999/plan\.toml"):
        read_plan(stored, 1999)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_file_saved_on_windows_is_read(stored, mark):
    contents = {name: mark + stored.read(name).replace(b"\n", b"\r\n") for name in stored.names()}
    assert read_plan(DefinitionFiles.of_bytes(contents), 2019) == read_plan(CITY, 2019)


def test_a_file_of_another_encoding_is_refused_by_name(stored):
    contents = {name: stored.read(name) for name in stored.names()}
    contents["years/2019/plan.toml"] = contents["years/2019/plan.toml"].decode().encode("gb18030")
    with pytest.raises(ValueError, match=r"plan\.toml: not UTF-8"):
        read_plan(DefinitionFiles.of_bytes(contents), 2019)
