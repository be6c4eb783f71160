from dataclasses import replace

import pytest

from agri.definitions.layouts import read_layout
from agri.definitions.reading import seed_root
from agri.terms import CellState, Certainty, Comparator, ProgressWord, SeasonRule
from tests.some import some

PROVINCE = seed_root() / "zhengzhou" / "layouts" / "province.toml"


@pytest.mark.parametrize(
    ("vocabulary", "slugs"),
    [
        ("states", [state.name.lower() for state in CellState]),
        ("legend", [state.name.lower() for state in CellState]),
        ("progress", list(ProgressWord)),
        ("seasons", list(SeasonRule)),
        ("certainty", list(Certainty)),
        ("comparators", list(Comparator)),
    ],
)
def test_every_slug_of_the_program_has_words_in_two_languages(layout, vocabulary, slugs):
    for slug in some(slugs):
        words = layout.words[vocabulary][slug]
        assert words.zh
        assert words.en


def test_every_unit_of_the_forms_has_words(layout, plan):
    assert {element.unit for form in plan.forms for element in form.elements} <= layout.words["units"].keys()


def test_a_layout_that_was_made_without_phrases_prints_what_it_did(layout):
    before = replace(layout, words={name: own for name, own in layout.words.items() if name != "phrases"})

    slugs = ("path", "reported", "true", "between")
    assert [layout.phrase(slug) for slug in slugs] == ["序时进度", "上报口径", "核实推算口径", "；"]
    assert [before.phrase(slug) for slug in slugs] == ["计划路径", "填报口径", "真实口径", ";"]


def test_no_two_kinds_of_silence_look_alike(layout):
    words = [word.zh for word in layout.words["states"].values()]

    assert len(set(words)) == len(words)


def test_the_table_numbers_do_not_pretend_to_be_official(layout):
    assert "自编" in layout.authority.zh
    assert "不是经批准" in layout.approval.zh


def test_a_missing_field_is_named(tmp_path):
    path = tmp_path / "layout.toml"
    path.write_text(PROVINCE.read_text(encoding="utf-8").replace("seal =", "stamp ="), encoding="utf-8")

    with pytest.raises(ValueError, match=r"layout\.toml: 'seal' is missing"):
        read_layout(path)
