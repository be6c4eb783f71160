"""Scenario files and the list of measures: what is read, and that every fault is named by its place."""

import json
from datetime import date

import pytest

from agri.definitions.measures import read_measures
from agri.definitions.places import read_org_units
from agri.definitions.reading import seed_root
from agri.definitions.scenario_file import ScenarioScope, read_scenario
from agri.errors import Invalid

CITY = seed_root() / "zhengzhou"

GOOD = """
code = "autumn-push"
title = { zh = "秋季冲刺", en = "Autumn push" }

[[measures]]
measure = "spraying_teams"
place = "410122"
amount = 3
starts_on = 2019-09-10

[[measures]]
measure = "extension_staff"
place = "4101"
amount = 20
starts_on = 2019-09-15
cost_yuan = 1000
"""


@pytest.fixture(scope="module")
def scope():
    return ScenarioScope(
        read_measures(CITY / "measures.toml"),
        read_org_units(CITY / "org_units.csv"),
        2019,
        date(2019, 9, 1),
    )


@pytest.fixture
def read(tmp_path, scope):
    def read_text(text, name="push.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_scenario(path, scope)

    return read_text


@pytest.fixture
def faults(read):
    def faults_of(*change, name="push.toml"):
        text = GOOD
        for old, new in zip(change[::2], change[1::2], strict=True):
            assert old in text
            text = text.replace(old, new, 1)
        with pytest.raises(Invalid) as refused:
            read(text, name)
        assert all(fault.detail and fault.detail_zh for fault in refused.value.faults)
        return [(fault.pointer, fault.code) for fault in refused.value.faults]

    return faults_of


class TestMeasures:
    def test_every_figure_is_marked_as_assumed(self, scope):
        assert {(kind.source, kind.certainty) for kind in scope.measures} == {("measure-costs", "assumed")}

    def test_a_county_may_double_what_it_has_and_always_add_a_little(self, scope):
        teams = scope.measures["spraying_teams"]
        assert (teams.most_steps(28), teams.most_steps(0)) == (28, 1)

    def test_a_measure_is_found_by_what_it_adds_to(self, scope):
        assert scope.measures.adding_to("balers").code == "balers"
        assert scope.measures.adding_to("moon_rockets") is None

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("step = 1", "step = 0", "step above 0"),
            ("cost_yuan = 5000", "cost_yuan = -1", "no negative"),
            ('resource = "balers"', "", "resource"),
            ('code = "balers"', 'code = "spraying_teams"', "twice"),
        ],
    )
    def test_a_wrong_file_is_refused_by_name(self, tmp_path, old, new, words):
        text = (CITY / "measures.toml").read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "measures.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ValueError, match=words):
            read_measures(path)


class TestWhatIsRead:
    def test_toml_and_json_say_the_same(self, read):
        toml = read(GOOD)
        rows = [
            {"measure": "spraying_teams", "place": "410122", "amount": 3, "starts_on": "2019-09-10"},
            {
                "measure": "extension_staff",
                "place": "4101",
                "amount": 20,
                "starts_on": "2019-09-15",
                "cost_yuan": 1000,
            },
        ]
        title = {"zh": "秋季冲刺", "en": "Autumn push"}
        written = read(json.dumps({"code": "autumn-push", "title": title, "measures": rows}), "push.json")
        assert written == toml

    def test_a_cost_left_out_is_the_usual_one(self, read):
        scenario = read(GOOD)
        assert [measure.cost_yuan for measure in scenario.measures] == [120_000, 1000]
        assert scenario.cost_yuan == 121_000

    def test_a_file_without_name_or_measures_is_the_review_alone(self, read):
        scenario = read("review = false", "no-review.toml")
        assert (scenario.code, scenario.is_review_on, scenario.measures) == ("no-review", False, ())


class TestWhatIsRefused:
    def test_an_unknown_measure_with_the_one_that_was_meant(self, read):
        with pytest.raises(Invalid) as refused:
            read(GOOD.replace("spraying_teams", "spraying_team"))
        fault = refused.value.faults[0]
        assert fault.pointer == "/measures/0/measure"
        assert "did you mean spraying_teams" in fault.detail
        assert "是否指 spraying_teams" in fault.detail_zh

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ('"410122"', '"419999"', ("/measures/0/place", "unknown-org-unit")),
            ('"410122"', "410122", ("/measures/0/place", "unknown-org-unit")),
            ('"410122"', '"410122101"', ("/measures/0/place", "wrong-level")),
            ('"410122"', '"41"', ("/measures/0/place", "wrong-level")),
            ("amount = 3", "amount = -3", ("/measures/0/amount", "not-positive")),
            ("amount = 3", "amount = 0", ("/measures/0/amount", "not-positive")),
            ("amount = 3", "amount = nan", ("/measures/0/amount", "not-a-number")),
            ("amount = 3", "amount = true", ("/measures/0/amount", "not-a-number")),
            ("amount = 3", 'amount = "3"', ("/measures/0/amount", "not-a-number")),
            ("amount = 3\n", "", ("/measures/0/amount", "missing")),
            ("2019-09-10", "2018-09-10", ("/measures/0/starts_on", "out-of-bounds")),
            ("2019-09-10", "2020-01-01", ("/measures/0/starts_on", "out-of-bounds")),
            ("2019-09-10", "2019-08-31", ("/measures/0/starts_on", "too-early")),
            ("2019-09-10", '"10 September"', ("/measures/0/starts_on", "not-a-date")),
            ("2019-09-10", "2019-09-10T08:00:00", ("/measures/0/starts_on", "not-a-date")),
            ("cost_yuan = 1000", "cost_yuan = -1", ("/measures/1/cost_yuan", "not-a-cost")),
            ("cost_yuan = 1000", "cost = 1000", ("/measures/1/cost", "unknown-key")),
            ('"spraying_teams"', '["spraying_teams"]', ("/measures/0/measure", "unknown-measure")),
            ("title = {", "titel = {", ("/titel", "unknown-key")),
            ('zh = "秋季冲刺", ', "", ("/title", "not-a-title")),
            ('code = "autumn-push"', "review = 1", ("/review", "not-a-choice")),
        ],
    )  # fmt: skip
    def test_one_fault_is_named_by_its_place(self, faults, old, new, fault):
        assert faults(old, new) == [fault]

    def test_all_faults_are_named_at_once(self, faults):
        found = faults("amount = 3", "amount = -3", '"4101"', '"9"', "2019-09-15", "2021-09-15")
        assert [pointer for pointer, _ in found] == [
            "/measures/0/amount",
            "/measures/1/place",
            "/measures/1/starts_on",
        ]

    @pytest.mark.parametrize(
        ("text", "name"),
        [("code = ", "a.toml"), ("{", "a.json"), ("[]", "a.json"), ('measures = "many"', "a.toml")],
    )
    def test_what_is_no_scenario_is_refused(self, read, text, name):
        with pytest.raises(Invalid) as refused:
            read(text, name)
        assert name in refused.value.detail

    def test_a_file_that_is_not_there_is_named(self, tmp_path, scope):
        with pytest.raises(Invalid, match=r"gone\.toml"):
            read_scenario(tmp_path / "gone.toml", scope)
