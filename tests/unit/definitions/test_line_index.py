"""Every value of a TOML file has its line."""

import tomllib

import pytest

from agri.definitions.package.lines import index_lines, leaves
from agri.definitions.reading import DefinitionFiles, seed_root
from tests.some import some

FILES = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
SOUND = {name: FILES.read(name) for name in FILES.names()}


@pytest.mark.parametrize("name", [name for name in SOUND if name.endswith(".toml")])
def test_every_leaf_of_the_shipped_files_has_its_line(name):
    text = SOUND[name].decode()
    lines = text.splitlines()
    index = index_lines(text)
    for path, value in some(leaves(tomllib.loads(text)).items()):
        assert path in index.by_path, path
        line = lines[index.by_path[path] - 1]
        key = next(part for part in reversed(path) if isinstance(part, str))
        if isinstance(path[-1], str):
            assert key in line, (path, line)
        if isinstance(value, str) and '"' not in value:
            assert value in line, (path, line)


def test_lines_of_every_way_to_write_toml():
    text = (
        'a.b = 1\n"q k" = """\nx\n"""\n[t.u]\nv = [\n  1, # one\n  2,\n]\n[[r]]\nx = { y = 1,\n z = [3] }\n'
        "[[r]]\nx = 'l'\n[r.s]\nw = 2\n"
    ).replace("1,\n z", "1, z")
    index = index_lines(text)
    document = tomllib.loads(text)
    assert set(leaves(document)) <= set(index.by_path)
    expected = {
        ("a", "b"): 1,
        ("q k",): 2,
        ("t", "u", "v", 1): 8,
        ("r", 0, "x", "z", 0): 11,
        ("r", 1, "s", "w"): 15,
    }
    assert {path: index.of(path) for path in expected} == expected
