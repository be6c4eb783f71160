"""Who files a task, by the plan's own words: the lead first, each once, all counties where it says all."""

from dataclasses import replace

import pytest

from agri.definitions.places import read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.plan.filers import filers_of
from agri.terms import Level
from tests.some import some

PACKAGE = seed_root() / "zhengzhou"
PLACES = read_org_units(DefinitionFiles.in_folder(PACKAGE)["org_units.csv"])
TASKS = read_plan(PACKAGE, 2019).tasks
COUNTIES = [place.code for place in PLACES.at(Level.COUNTY)]
ZONES = ["410171", "410172", "410173"]
OTHERS = [code for code in COUNTIES if code not in ZONES]


@pytest.mark.parametrize(
    ("lead", "responsible", "codes"),
    [
        ("市生态环境局", "", ["市生态环境局"]),
        ("市生态环境局", "市财政局、市水利局", ["市生态环境局", "市财政局", "市水利局"]),
        ("市财政局", "市财政局、市水利局", ["市财政局", "市水利局"]),
        ("市财政局", "市水利局,各开发区管委会、县(市)区人民政府", ["市财政局", "市水利局", *ZONES, *OTHERS]),
        ("各县(市)区", "", OTHERS),
        ("各县（市）区", "", OTHERS),
        ("", "", ["4101"]),
    ],
)
def test_the_plans_words_name_who_files(lead: str, responsible: str, codes: list[str]) -> None:
    task = replace(TASKS[0], lead=lead, responsible=responsible)
    filers = filers_of(task, PLACES)
    assert [one.code for one in filers] == codes
    assert filers[0].is_lead


def test_every_task_of_the_plan_is_filed_by_somebody() -> None:
    for task in some(TASKS):
        codes = [one.code for one in filers_of(task, PLACES)]
        assert codes
        assert len(codes) == len(set(codes))
    assert sum(len(filers_of(task, PLACES)) for task in TASKS) > 10 * len(TASKS)
