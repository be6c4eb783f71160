"""The built front end: small, closed to the outside, and rebuilt exactly when its sources change."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from agri.audit_acts import AuditAct
from tests.e2e.serving import PAGES, ROOT

ENTRY_LIMIT_BYTES = 60_000  # compressed: about two seconds on slow 3G
PRECACHE_LIMIT_BYTES = 250_000  # compressed: all that a phone fetches to work without a network
DESK_LIMIT_BYTES = 250_000  # compressed: whatever any page of the desk needs, in both languages


@pytest.fixture(scope="module")
def hash_sources() -> Callable[[Path], str]:
    pytest.importorskip("hatchling", reason="the build back end is not installed here")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.hash_sources


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("main", encoding="utf-8")
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_the_same_sources_need_no_second_build(sources: Path, hash_sources: Callable[[Path], str]) -> None:
    before = hash_sources(sources)
    (sources / "node_modules" / "vue").mkdir(parents=True)
    (sources / "node_modules" / "vue" / "index.js").write_text("installed", encoding="utf-8")
    assert hash_sources(sources) == before


def test_what_only_linters_and_tests_read_needs_no_second_build(
    sources: Path, hash_sources: Callable[[Path], str]
) -> None:
    before = hash_sources(sources)
    (sources / "tools").mkdir()
    (sources / "tools" / "package.json").write_text("{}", encoding="utf-8")
    assert hash_sources(sources) == before
    (sources / "src" / "tools").mkdir()
    (sources / "src" / "tools" / "hammer.ts").write_text("shown", encoding="utf-8")
    assert hash_sources(sources) != before


@pytest.mark.parametrize("change", ["edit", "rename", "add", "remove"])
def test_a_changed_source_needs_a_new_build(
    sources: Path, hash_sources: Callable[[Path], str], change: str
) -> None:
    before = hash_sources(sources)
    entry = sources / "src" / "main.ts"
    if change == "edit":
        entry.write_text("mein", encoding="utf-8")
    elif change == "rename":
        entry.rename(entry.with_name("start.ts"))
    elif change == "add":
        entry.with_name("empty.ts").touch()
    else:
        entry.unlink()
    assert hash_sources(sources) != before


def test_bytes_cannot_move_from_one_file_to_the_next_unnoticed(
    sources: Path, hash_sources: Callable[[Path], str]
) -> None:
    one, two = sources / "a", sources / "b"
    one.write_bytes(b"xy")
    two.write_bytes(b"z")
    before = hash_sources(sources)
    one.write_bytes(b"x")
    two.write_bytes(b"yz")
    assert hash_sources(sources) != before


def test_the_entry_loads_quickly() -> None:
    index = (PAGES / "index.html").read_text(encoding="utf-8")
    entry = re.findall(r'(?:src|href)="/(assets/[^"]+)"', index)
    assert entry
    size = sum(len(gzip.compress((PAGES / name).read_bytes())) for name in entry)
    assert size <= ENTRY_LIMIT_BYTES


def test_all_that_a_phone_keeps_is_small() -> None:
    worker = (PAGES / "sw.js").read_text(encoding="utf-8")
    kept = set(re.findall(r"""["'`](/[^"'`]*)["'`]:["'`][0-9a-f]{64}["'`]""", worker))
    assert "/" in kept
    assert len(kept) > 50
    files = [PAGES / (address.removeprefix("/") or "index.html") for address in kept]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= PRECACHE_LIMIT_BYTES


def test_all_pages_of_the_desk_together_are_small_and_draw_their_charts_themselves() -> None:
    of_desk = [path for path in (PAGES / "assets" / "desk").iterdir() if path.suffix in {".js", ".css"}]
    assert len(of_desk) > 20
    first = re.findall(r'(?:src|href)="/(assets/[^"]+)"', (PAGES / "index.html").read_text(encoding="utf-8"))
    files = {*of_desk, *(PAGES / name for name in first)}
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= DESK_LIMIT_BYTES
    package = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    assert set(package["dependencies"]) == {"idb", "vue", "vue-router"}


def test_the_sun_leaves_the_edges_of_fields_and_cards_visible() -> None:
    """On a phone's width: text 7 : 1, a field's edge 4.5 : 1, a card's 2 : 1 on paper."""
    tokens = (ROOT / "web" / "src" / "shared" / "styles" / "tokens.css").read_text(encoding="utf-8")
    everywhere, narrow = tokens.split("@media (max-width: 60rem)")
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", everywhere))
    colours |= dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", narrow))
    paper = _luminance(colours["--paper"])
    least = {"--ink": 7, "--ink-soft": 7, "--alarm": 7, "--link": 7, "--edge": 4.5, "--rule": 2}
    ratios = {name: (paper + 0.05) / (_luminance(colours[name]) + 0.05) for name in least}
    assert {name: ratio for name, ratio in ratios.items() if ratio < least[name]} == {}


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_index_holds_nothing_that_a_strict_policy_forbids() -> None:
    index = (PAGES / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)", index)
    assert not re.search(r"<style|\sstyle=|\son\w+=|data:|https?://", index)


@pytest.mark.parametrize("folder", ["web", "web/tools"])
def test_the_lock_file_names_versions_and_hashes_but_no_addresses(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_the_notices_name_every_package_in_the_pages_with_its_licence() -> None:
    notices = (PAGES / "third-party-notices.txt").read_text(encoding="utf-8")
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    shipped = [name for name, entry in lock.items() if name and not entry.get("dev")]
    used = {"vue-router", "idb", "@vue/runtime-dom", "@vue/shared"}
    named = dict(re.findall(r"^(\S+) (\S+) \([^)]+\)\n-+$", notices, re.M))
    assert used <= set(named)
    assert {f"node_modules/{name}" for name in named} <= {
        f"node_modules/{one.rsplit('node_modules/', 1)[1]}" for one in shipped
    }
    assert {name: lock[f"node_modules/{name}"]["version"] for name in used} == {
        name: named[name] for name in used
    }
    assert "Permission is hereby granted, free of charge" in notices


@pytest.mark.parametrize("part", ["", "desk."])
def test_both_languages_have_the_same_words_and_gaps(part: str) -> None:
    zh, en = (
        json.loads((ROOT / "web" / f"strings.{part}{language}.json").read_text(encoding="utf-8"))
        for language in ("zh", "en")
    )
    assert list(zh) == list(en)
    gaps = re.compile(r"\{\w+\}")
    assert [word for word in zh if sorted(gaps.findall(zh[word])) != sorted(gaps.findall(en[word]))] == []


def test_the_desk_says_nothing_that_the_phone_says_otherwise() -> None:
    words = [
        json.loads((ROOT / "web" / name).read_text(encoding="utf-8"))
        for name in ("strings.zh.json", "strings.desk.zh.json")
    ]
    assert set(words[0]) & set(words[1]) == set()


def test_every_word_is_said_somewhere() -> None:
    files = [path for path in (ROOT / "web" / "src").rglob("*") if path.suffix in {".ts", ".vue"}]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    said = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_0-9]+)*)["']""", sources))
    # Such as `state.${standing}`: one of a kind.
    kinds = tuple(set(re.findall(r"`([a-z_]+\.[a-z_.]*)\$\{", sources)))
    words = [
        word
        for name in ("strings.zh.json", "strings.desk.zh.json")
        for word in json.loads((ROOT / "web" / name).read_text(encoding="utf-8"))
    ]
    assert len(words) > 500
    assert [word for word in words if word not in said and not word.startswith(kinds)] == []


def test_every_act_of_the_audit_chain_has_its_words() -> None:
    words = json.loads((ROOT / "web" / "strings.desk.zh.json").read_text(encoding="utf-8"))
    said = {word.removeprefix("audit.act.") for word in words if word.startswith("audit.act.")}
    assert said == set(map(str, AuditAct))
