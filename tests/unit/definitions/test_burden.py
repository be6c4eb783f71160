"""What is asked of those who fill forms, and what reads it."""

import pytest

from agri.cli.package import burden_lines
from agri.definitions.burden import FieldUse, FieldUseKind, FormBurden, burdens
from agri.definitions.package.check import check_package
from agri.definitions.places import read_baseline_keys
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, StoredFile, seed_root

PACKAGE = seed_root() / "zhengzhou"
YEAR = 2019


@pytest.fixture(scope="module")
def by_form() -> dict[str, FormBurden]:
    plan = read_plan(PACKAGE, YEAR)
    files = DefinitionFiles.in_folder(PACKAGE)
    return {one.form: one for one in burdens(plan, read_baseline_keys(files["baseline-keys.toml"]))}


def field(form: FormBurden, element: str) -> FieldUse:
    [found] = [one for one in form.fields if one.element == element]
    return found


class TestBurdens:
    def test_packaging_by_hand(self, by_form):
        # Two fields, March to December.
        assert by_form["packaging"].asked_in == dict.fromkeys(range(3, 13), 2)
        assert by_form["packaging"].asked_a_year == 20

    def test_a_quarter_counts_in_its_last_month(self, by_form):
        assert by_form["manure"].asked_in == {3: 2, 6: 2, 9: 2, 12: 2}

    def test_who_reads_what_was_recovered(self, by_form):
        read_by = field(by_form["packaging"], "recovered_kg").read_by
        assert "packaging_recovery" in read_by[FieldUseKind.INDICATOR]
        assert "packaging" in read_by[FieldUseKind.LINE]
        assert read_by[FieldUseKind.RULE]
        assert read_by[FieldUseKind.DETECTOR]

    def test_last_years_amount_is_the_same_field(self, by_form):
        rules = field(by_form["packaging"], "recovered_kg").read_by[FieldUseKind.RULE]
        assert "packaging-above-last-year" in rules

    def test_what_next_year_knows_is_read(self, by_form):
        read_by = field(by_form["sowing"], "garlic_mu").read_by
        assert read_by[FieldUseKind.BASELINE] == ("garlic_last_autumn_mu",)

    def test_trials_and_second_books_are_read(self, by_form):
        assert not by_form["field_trial"].unread
        assert not by_form["dealer_sales"].unread

    def test_what_nothing_reads(self, by_form):
        unread = {
            form: [one.element for one in burden.unread] for form, burden in by_form.items() if burden.unread
        }
        assert unread == {"sowing": ["peanut_mu", "vegetable_mu", "other_mu"]}


class TestCheck:
    def test_a_new_field_is_named_until_something_reads_it(self):
        files = DefinitionFiles.in_folder(PACKAGE)
        name = "forms/06-packaging.toml"
        burned = '{ code = "burned_kg", title = { zh = "焚烧", en = "Burned" }, unit = "kg", maximum = 9 },'
        asked = files.read(name).decode().replace("elements = [", f"elements = [\n{burned}")
        files = DefinitionFiles({**files.by_name, name: StoredFile(name, asked.encode())})
        [_, named] = burden_lines(check_package(files, YEAR))
        assert "packaging.burned_kg 焚烧" in named

    def test_a_package_that_cannot_be_read_has_no_burden(self):
        report = check_package(DefinitionFiles({}), YEAR)
        assert not report.is_sound
        assert burden_lines(report) == []
