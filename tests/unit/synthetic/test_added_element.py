"""A form that asks for one thing more: the demo knows nothing of it, says nothing of it, and goes on."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.synthetic.record.baselines import SEED
from agri.synthetic.record.history import history
from agri.synthetic.truth.truth import truth
from tests.form_versions import version_of

ROOT = Path(__file__).resolve().parents[3]
ADDED = 'code = "burned_kg", title = { zh = "本月焚烧", en = "Burned" }, unit = "kg", maximum = 200000'


FORMS = ("packaging", "manure")


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The shipped definitions, two forms of them with a new first element and a new version."""
    folder = tmp_path_factory.mktemp("grown") / "seed_data"
    shutil.copytree(seed_root(), folder)
    for form in FORMS:
        [path] = (folder / "forms").glob(f"*-{form}.toml")
        text = path.read_text("utf-8")
        text, raised = re.subn(
            r"^version = (\d+)$", lambda match: f"version = {int(match[1]) + 1}", text, flags=re.M
        )
        text, added = re.subn(
            r"^elements = \[$", f"elements = [\n    {{ {ADDED} }},", text, count=1, flags=re.M
        )
        assert (raised, added) == (1, 1)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_the_truth_does_not_know_it_and_places_leave_it_blank(form, grown, places, baselines):
    plan = read_plan(grown / "zhengzhou", 2019)
    assert plan.forms[form].version == version_of(form) + 1
    hidden = truth(2018, plan, places, baselines, SEED)
    index = hidden.element_index[f"{form}.burned_kg"]
    assert np.isnan(hidden.values[:, index]).all()
    told = [
        event
        for event in history(plan, places, baselines, {2018: hidden}, seed=SEED)
        if getattr(event, "form_version", None) and event.form == form
    ]
    assert len(told) > 50
    assert {event.form_version for event in told} == {version_of(form) + 1}
    assert {event.values["burned_kg"] for event in told} == {None}
    assert any(value for event in told for value in event.values.values())


@pytest.mark.slow
def test_the_demo_runs_with_it(tmp_path, grown):
    """The program as somebody has it who edited a form: a copy of package and seed data."""
    shutil.copytree(ROOT / "agri", tmp_path / "agri", ignore=shutil.ignore_patterns("web", "__pycache__"))
    shutil.copytree(grown, tmp_path / "seed_data")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from agri.cli import main; main()",
            *("demo", "--no-serve", "--replications", "20", "--dir", str(tmp_path / "demo")),
        ],
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "KeyError" not in done.stderr
    assert (tmp_path / "demo" / "agri.db").is_file()
    assert "2019-08/1" in done.stdout
