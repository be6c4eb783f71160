"""Follow one township's report to the province, over HTTP, on a running demo (`make run`).

The address is AGRI_ADDRESS, http://127.0.0.1:8019 by default.
"""

import io
import os
import time
from uuid import uuid4

import httpx
from openpyxl import load_workbook

PASSWORD = "agri-demo-2019"  # printed by `agri demo`
FORM, PERIOD = "packaging", "2019-08"
VALUES = {"recovered_kg": 420, "disposed_kg": 300}
base = os.environ.get("AGRI_ADDRESS", "http://127.0.0.1:8019")


def signed_in(name: str) -> httpx.Client:
    """Sign a demo account in; every place's code is one."""
    client = httpx.Client(base_url=f"{base}/api/v1", timeout=120)
    answer = client.post("/sessions", json={"name": name, "password": PASSWORD, "device": "example"})
    answer.raise_for_status()
    client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    return client


def packaging(assessment: dict) -> dict:
    """Pick the recovery of packaging out of an assessment."""
    rows = assessment["assessments"]
    return next(row["progress"] for row in rows if row["indicator"] == "packaging_recovery")


def missing_place(committee: httpx.Client) -> dict:
    """Return the first farming township, by code, whose report has not come."""
    units = committee.get("/org-units").json()["org_units"]
    reported, after = set(), 0
    while after is not None:
        page = committee.get("/reports", params={"form": FORM, "period": PERIOD, "since": after}).json()
        reported |= {report["org_unit"] for report in page["reports"]}
        after = page["after"]
    return next(u for u in units if u["is_farming"] and u["code"] not in reported)


committee = signed_in("4101")
place = missing_place(committee)
code, county = place["code"], place["parent"]
print(f"{place['name']} ({code}) has not reported {FORM} for {PERIOD}")

township = signed_in(code)
forms = township.get("/forms").json()["forms"]
version = next(form["version"] for form in forms if form["code"] == FORM)
report, revision = uuid4(), uuid4()
sent = {"form": FORM, "form_version": version, "org_unit": code, "period": PERIOD, "supersedes": None}
sent |= {"reason": None, "values": VALUES, "not_applicable": [], "entered": {}}
path = f"/reports/{report}/revisions/{revision}"
first = township.put(path, json=sent)
print(f"the township sends {VALUES}: {first.status_code}, state {first.json()['state']}")
again = township.put(path, json=sent)
print(
    f"the network was slow, it sends again: {again.status_code}, same receipt: {again.json() == first.json()}"
)

before = packaging(committee.get("/assessments").json())
reviewer = signed_in(county)
decision = reviewer.post(f"/revisions/{revision}/decisions", json={"kind": "accepted", "reason": None})
print(f"county {county} accepts it: {decision.status_code}")
after = packaging(committee.get("/assessments").json())
for label, progress in (("before", before), ("after", after)):
    print(
        f"city's packaging recovered, {label}: {progress['numerator']:.2f} kg, "
        f"{progress['value']:.4%} from {progress['reports']} of {progress['expected']} reports"
    )

asked = committee.post("/releases", json={"period": PERIOD}, headers={"Prefer": "respond-async"})
release = None
while release is None:
    time.sleep(0.5)
    job = committee.get(f"/release-jobs/{asked.json()['id']}").json()
    release = job["result"]
    if job["failure"] is not None:
        raise SystemExit(job["failure"])
number = release["number"]
print(f"committee releases {PERIOD} anew: {asked.status_code}, then number {number}")
province = signed_in("41")
export = province.get(f"/releases/{number}/export.xlsx")
book = load_workbook(io.BytesIO(export.content), data_only=True)
cells = [
    row
    for sheet in book.worksheets
    for row in sheet.iter_rows(values_only=True)
    if code in row and VALUES["recovered_kg"] in row
]
print(f"province opens the workbook ({len(book.sheetnames)} sheets) and reads: {cells[0]}")
