"""Every operation with who may do it and how it is asked, written by hand from the contract."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tests.api.revisions import path as revision_path
from tests.api.revisions import revision
from tests.form_versions import NEXT
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, PASSWORD, TOWNSHIP, person_id

ROLES = ("reporter", "reviewer", "committee", "province", "operator", "department")
EVERYBODY = frozenset(ROLES)
FIELD = frozenset({"reporter", "reviewer", "committee"})
OFFICE = frozenset({"reviewer", "committee"})
CITY_ONLY = frozenset({"committee"})
CITY_DOCUMENT = "/cities/4101/releases/2019-08/1/documents/monthly.docx"
PACKAGE = "/definitions/4101/2019/1"
READ_PACKAGE = frozenset({"committee", "province", "operator"})
ELEMENT = "packaging.recovered_kg"
WORKBOOKS = "/superior-workbooks"
FILLED = f"{WORKBOOKS}/filled?period=2019-08"
QUESTIONS = "/cities/4101/releases/2019-08/1/questions"


@dataclass(frozen=True)
class Request:
    """What is sent."""

    method: str
    path: str
    json: Any = None
    content: bytes | None = None
    file: bytes | None = None

    @property
    def body(self) -> dict[str, Any]:
        """What a client sends along."""
        if self.file is not None:
            names = ("a.xlsx", "a.toml") if self.path.startswith(WORKBOOKS) else ("packaging.csv",)
            return {"files": [("files", (name, self.file)) for name in names]}
        if self.content is None:
            return {"json": self.json}
        return {"content": self.content, "headers": {"Content-Type": "image/jpeg"}}


@dataclass(frozen=True)
class Operation:
    """Who may do it at all, and how it is asked; a scoped one names a place."""

    name: str
    roles: frozenset[str]
    ask: Callable[["World"], Request]
    ask_of: Callable[["World", str], Request] | None = None


@dataclass(frozen=True)
class World:
    """What there is to act on: one received report of each of three townships."""

    revisions: dict[str, str]
    reports: dict[str, str]
    task: str


def at(place: str, **query: str) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in {"org_unit": place, **query}.items())


FIGURE = {"value": 1.2, "unit": "万亩", "document": "豫环文〔2019〕1号", "dated": "2019-05-06"}


def table_of(place: str) -> str:
    return f"?level=township&below={place}&elements={ELEMENT}"


def put_of(world: World, place: str) -> Request:
    return Request("PUT", revision_path(), revision(org_unit=place))


def trial_of(world: World, place: str) -> Request:
    body = {"form_version": NEXT, "values": {"recovered_kg": 1, "burned_kg": 1, "disposed_kg": 1}}
    return Request("PUT", f"/practice/reports/packaging/{place}/2019-08", body)


def photo_of(world: World, place: str) -> Request:
    report_id, revision_id = world.reports.get(place, uuid4()), world.revisions.get(place, uuid4())
    query = f"section=treatment&digest={'0' * 64}&size=20&offset=0"
    return Request(
        "PUT",
        f"/reports/{report_id}/revisions/{revision_id}/photos/{uuid4()}?{query}",
        content=b"\xff\xd8\xff\xe0",
    )


def sheets_of(path: str) -> Request:
    content = f"org_unit,period,recovered_kg,disposed_kg\n{TOWNSHIP},2019-07,5,5\n"
    return Request("POST", path, file=content.encode())


def check_of(world: World, place: str) -> Request:
    body = {
        "org_unit": place,
        "period": "2019-07",
        "form": "soil_testing",
        "data_element": "samples_taken",
        "verified": 1,
        "drawn": "random",
    }
    return Request("POST", "/spot-checks", body)


def unit_of(_: World, place: str) -> Request:
    body = {"org_unit": place, "kind": "dealer", "title": f"农资{uuid4()}", "since": None}
    return Request("POST", "/reporting-units", body)


def baselines_of(world: World, place: str) -> Request:
    body = {
        "org_unit": place,
        "year": 2019,
        "values": {"wheat_mu": 1},
        "source": "x",
        "certainty": "assumed",
    }
    return Request("PUT", "/baselines", body)


def user_of(world: World, place: str) -> Request:
    body = {"name": f"n{uuid4().hex[:8]}", "display_name": "x", "role": "reporter", "org_unit": place}
    return Request("POST", "/users", body)


def people_of(_: World) -> Request:
    content = f"name,role,places\nn{uuid4().hex[:8]},reporter,{TOWNSHIP}\n"
    return Request("POST", "/users/import", content=content.encode())


def decision_of(world: World, place: str) -> Request:
    revision_id = world.revisions.get(place, str(uuid4()))
    return Request("POST", f"/revisions/{revision_id}/decisions", {"kind": "accepted"})


def comment_of(world: World, place: str) -> Request:
    return Request("POST", f"/revisions/{world.revisions.get(place, uuid4())}/comments", {"text": "请附台账"})


def assignment_of(world: World, place: str) -> Request:
    report = world.reports.get(place, str(uuid4()))
    return Request("POST", "/assignments", {"reports": [report], "person": None})


def report_of(world: World, place: str) -> Request:
    return Request("GET", f"/reports/{world.reports.get(place, str(uuid4()))}")


def form_of(world: World, place: str, name: str) -> Request:
    return Request("GET", f"/reports/{world.reports.get(place, str(uuid4()))}/{name}")


def answer_of(world: World, place: str) -> Request:
    revision_id = world.revisions.get(place, str(uuid4()))
    return Request("POST", f"/findings/{revision_id}:no-such-code/answers", {"text": "x"})


def person_of(place: str) -> UUID:
    return person_id(
        {TOWNSHIP: "reporter", NEIGHBOUR: "neighbour", FAR_TOWNSHIP: "far_reporter"}.get(place, "")
    )


def plain(name: str, roles: frozenset[str], method: str, path: str, json: Any = None) -> Operation:
    return Operation(name, roles, lambda _: Request(method, path, json))


def scoped(name: str, roles: frozenset[str], ask_of: Callable[[World, str], Request]) -> Operation:
    return Operation(name, roles, lambda world: ask_of(world, TOWNSHIP), ask_of)


OPERATIONS = (
    plain("get_me", EVERYBODY, "GET", "/me"),
    plain("post_renewal", EVERYBODY, "POST", "/sessions/current/renewal"),
    plain("delete_session", EVERYBODY, "DELETE", "/sessions/current"),
    plain("get_forms", EVERYBODY, "GET", "/forms"),
    plain("get_org_units", EVERYBODY, "GET", "/org-units"),
    plain("get_plan", EVERYBODY, "GET", "/plan"),
    plain("get_cities", EVERYBODY, "GET", "/cities"),
    plain(
        "put_password",
        EVERYBODY,
        "PUT",
        "/me/password",
        {"current_password": PASSWORD, "new_password": "granary-lupine-73-麦田"},
    ),
    plain("get_second_factor", EVERYBODY, "GET", "/me/second-factor"),
    plain("post_factor_offer", EVERYBODY - {"reporter"}, "POST", "/me/second-factor/offers"),
    plain(
        "put_second_factor",
        EVERYBODY - {"reporter"},
        "PUT",
        "/me/second-factor",
        {"ticket": "x", "code": "123456", "password": PASSWORD},
    ),
    plain("post_factor_removal", EVERYBODY, "POST", "/me/second-factor/removal", {"code": "123456"}),
    plain("get_devices", EVERYBODY, "GET", "/devices"),
    plain("delete_device", EVERYBODY, "DELETE", f"/devices/{uuid4()}"),
    plain("delete_scenario", CITY_ONLY, "DELETE", f"/scenarios/{uuid4()}"),
    plain("post_task", CITY_ONLY, "POST", "/tasks", {"measure": "balers", "place": "410122"}),
    plain("get_tasks", FIELD | {"department"}, "GET", "/tasks"),
    Operation(
        "post_progress",
        CITY_ONLY | {"department"},
        lambda world: Request("POST", f"/tasks/{world.task}/progress", {"state": "under_way"}),
    ),
    plain("get_ledger", FIELD | {"department"}, "GET", "/tasks/export.xlsx"),
    Operation(
        "get_progress", FIELD | {"department"}, lambda world: Request("GET", f"/tasks/{world.task}/progress")
    ),
    plain("get_definitions", frozenset({"committee", "province", "operator"}), "GET", "/definitions"),
    plain("post_consent", frozenset({"province", "operator"}), "POST", "/definitions/4101/2019/9/consent"),
    plain("post_year_closure", CITY_ONLY, "POST", "/years/2031/closure"),
    plain("post_year_reopening", CITY_ONLY, "POST", "/years/2031/reopening", {"reason": "更正"}),
    scoped("get_reporting_units", FIELD, lambda _, place: Request("GET", "/reporting-units" + at(place))),
    scoped(
        "get_reported_units",
        FIELD,
        lambda _, place: Request("GET", "/reporting-units/reported" + at(place, period="2019-08")),
    ),
    scoped("post_reporting_unit", OFFICE, unit_of),
    plain("put_unit_end", OFFICE, "PUT", "/reporting-units/D01/until", {"until": None}),
    scoped("get_baselines", FIELD, lambda _, place: Request("GET", "/baselines" + at(place, year="2019"))),
    scoped("put_baselines", CITY_ONLY, baselines_of),
    scoped("put_revision", frozenset({"reporter", "reviewer"}), put_of),
    scoped("put_photo", frozenset({"reporter", "reviewer"}), photo_of),
    plain("get_photo", FIELD, "GET", f"/reports/{uuid4()}/photos/{uuid4()}"),
    Operation("post_import", frozenset({"reporter", "reviewer"}), lambda _: sheets_of("/imports")),
    Operation(
        "post_marked_copy",
        frozenset({"reporter", "reviewer"}),
        lambda _: sheets_of("/imports/marked-copy"),
    ),
    plain("get_import", frozenset({"reporter", "reviewer"}), "GET", f"/imports/{uuid4()}"),
    scoped("get_template", FIELD, lambda _, place: Request("GET", "/templates/packaging.xlsx" + at(place))),
    plain("post_sync", frozenset({"reporter", "reviewer"}), "POST", "/sync", {"revisions": []}),
    scoped("get_due", FIELD, lambda _, place: Request("GET", "/due" + at(place))),
    scoped("get_practice", FIELD, lambda _, place: Request("GET", "/practice" + at(place))),
    plain("get_tries", FIELD, "GET", "/practice/reports"),
    scoped("put_trial", frozenset({"reporter", "reviewer"}), trial_of),
    scoped("get_reports", FIELD, lambda _, place: Request("GET", "/reports" + at(place))),
    scoped("get_report", FIELD, report_of),
    scoped("get_form_pdf", FIELD, lambda world, place: form_of(world, place, "form.pdf")),
    scoped("get_form_workbook", FIELD, lambda world, place: form_of(world, place, "form.xlsx")),
    scoped("get_month_workbook", FIELD, lambda _, place: Request("GET", "/months/2019-08.xlsx" + at(place))),
    scoped("get_comparison", OFFICE, lambda world, place: form_of(world, place, "comparison")),
    scoped("post_decision", OFFICE, decision_of),
    plain("post_decisions", OFFICE, "POST", "/decisions", {"decisions": []}),
    scoped(
        "post_closure",
        OFFICE,
        lambda _, place: Request("POST", "/closures", {"org_unit": _county(place), "period": "2019-08"}),
    ),
    plain("get_closures", FIELD, "GET", "/closures?period=2019-08"),
    plain("get_conflicts", FIELD, "GET", "/conflicts"),
    plain(
        "post_resolution",
        OFFICE,
        "POST",
        f"/conflicts/{uuid4()}/resolution",
        {"act": "dismissed", "reason": "x"},
    ),
    scoped("post_spot_check", OFFICE, check_of),
    scoped("get_spot_checks", OFFICE, lambda _, place: Request("GET", "/spot-checks" + at(place))),
    scoped("post_comment", OFFICE, comment_of),
    scoped("post_assignments", OFFICE, assignment_of),
    plain("get_reviewers", OFFICE, "GET", "/reviewers"),
    plain("get_change_sizes", OFFICE, "GET", "/change-sizes"),
    scoped("get_findings", FIELD, lambda _, place: Request("GET", "/findings" + at(place))),
    scoped("post_answer", FIELD, answer_of),
    scoped("get_detections", FIELD, lambda _, place: Request("GET", "/detections" + at(place))),
    plain("post_decision_preview", OFFICE, "POST", "/decisions/preview", {"revisions": []}),
    plain("get_acceptances", FIELD, "GET", "/acceptances"),
    plain("post_detection_answer", FIELD, "POST", f"/detections/{'0' * 24}/answers", {"answer": "x"}),
    scoped("get_assessments", FIELD, lambda _, place: Request("GET", "/assessments" + at(place))),
    scoped("get_indicators", FIELD, lambda _, place: Request("GET", "/indicators" + at(place))),
    scoped("get_chance_history", FIELD, lambda _, place: Request("GET", "/chance-history" + at(place))),
    scoped("get_completeness", FIELD, lambda _, place: Request("GET", "/completeness" + at(place))),
    scoped("get_today", OFFICE, lambda _, place: Request("GET", "/today" + at(place))),
    plain("post_delivery", OFFICE, "POST", "/reminders/deliveries", {}),
    scoped("get_reminders", OFFICE, lambda _, place: Request("GET", "/reminders" + at(place))),
    plain("get_users", OFFICE | {"operator"}, "GET", "/users"),
    scoped("post_user", OFFICE | {"operator"}, user_of),
    scoped(
        "patch_user",
        OFFICE | {"operator"},
        lambda _, place: Request("PATCH", f"/users/{person_of(place)}", {"is_active": True}),
    ),
    scoped(
        "post_user_enrolment",
        OFFICE | {"operator"},
        lambda _, place: Request("POST", f"/users/{person_of(place)}/enrolments"),
    ),
    scoped(
        "get_user_devices",
        OFFICE | {"operator"},
        lambda _, place: Request("GET", f"/users/{person_of(place)}/devices"),
    ),
    Operation("post_users", OFFICE | {"operator"}, people_of),
    plain("post_code_sheet", OFFICE | {"operator"}, "POST", "/enrolment-sheets", {"users": [str(uuid4())]}),
    plain("get_contacts", EVERYBODY, "GET", "/contacts"),
    plain("get_measures", CITY_ONLY, "GET", "/measures"),
    plain(
        "post_scenario_comparison",
        CITY_ONLY,
        "POST",
        "/comparisons",
        {"scenario": str(uuid4()), "replications": 2},
    ),
    plain("get_scenario_comparison", CITY_ONLY, "GET", f"/comparisons/{uuid4()}"),
    plain("get_scenario_comparison_events", CITY_ONLY, "GET", f"/comparisons/{uuid4()}/events"),
    plain("delete_scenario_comparison_run", CITY_ONLY, "DELETE", f"/comparisons/{uuid4()}/run"),
    plain("get_scenarios", CITY_ONLY, "GET", "/scenarios"),
    plain("post_scenario", CITY_ONLY, "POST", "/scenarios", {"name": "x", "measures": []}),
    plain("post_projection", CITY_ONLY, "POST", "/projections", {"replications": 2}),
    plain("get_projection", CITY_ONLY, "GET", f"/projections/{uuid4()}"),
    plain("get_projection_events", CITY_ONLY, "GET", f"/projections/{uuid4()}/events"),
    plain("delete_projection_run", CITY_ONLY, "DELETE", f"/projections/{uuid4()}/run"),
    plain("post_search", CITY_ONLY, "POST", "/searches", {"replications": 32}),
    plain("get_search", CITY_ONLY, "GET", f"/searches/{uuid4()}"),
    plain("get_search_events", CITY_ONLY, "GET", f"/searches/{uuid4()}/events"),
    plain("delete_search_run", CITY_ONLY, "DELETE", f"/searches/{uuid4()}/run"),
    plain("get_release_job", CITY_ONLY, "GET", f"/release-jobs/{uuid4()}"),
    plain("get_release_job_events", CITY_ONLY, "GET", f"/release-jobs/{uuid4()}/events"),
    plain("delete_release_job_run", CITY_ONLY, "DELETE", f"/release-jobs/{uuid4()}/run"),
    plain("get_releases", CITY_ONLY | {"province"}, "GET", "/releases"),
    plain("post_release", CITY_ONLY, "POST", "/releases", {"period": "2019-08", "replications": 2}),
    plain("get_release", CITY_ONLY | {"province"}, "GET", "/releases/2019-08/1"),
    plain("get_export", CITY_ONLY | {"province"}, "GET", "/releases/2019-08/1/export.csv"),
    plain("get_document", CITY_ONLY | {"province"}, "GET", "/releases/2019-08/1/documents/monthly.docx"),
    plain("get_city_document", CITY_ONLY | {"province"}, "GET", CITY_DOCUMENT),
    plain("get_city_release", CITY_ONLY | {"province"}, "GET", "/cities/4101/releases/2019-08/1"),
    plain("get_city_export", CITY_ONLY | {"province"}, "GET", "/cities/4101/releases/2019-08/1/export.csv"),
    plain("get_diff", CITY_ONLY | {"province"}, "GET", "/releases/2019-08/1/diff"),
    plain("get_questions", CITY_ONLY | {"province"}, "GET", "/releases/2019-08/1/questions"),
    plain("post_question", frozenset({"province"}), "POST", "/releases/2019-08/1/questions", {"text": "?"}),
    plain("get_city_diff", CITY_ONLY | {"province"}, "GET", "/cities/4101/releases/2019-08/1/diff"),
    plain("get_city_questions", CITY_ONLY | {"province"}, "GET", "/cities/4101/releases/2019-08/1/questions"),
    plain("post_city_question", frozenset({"province"}), "POST", QUESTIONS, {"text": "?"}),
    plain("post_question_answer", CITY_ONLY, "POST", f"/release-questions/{uuid4()}/answer", {"text": "x"}),
    plain("get_checklist", CITY_ONLY, "GET", "/release-checklist?period=2019-08"),
    plain("get_province", CITY_ONLY | {"province"}, "GET", "/province"),
    plain("get_status", CITY_ONLY | {"operator"}, "GET", "/status"),
    plain("post_confirmation", frozenset({"reporter"}), "POST", f"/revisions/{uuid4()}/confirmation"),
    plain("get_shared_filings", CITY_ONLY, "GET", "/filings/shared"),
    plain("get_marked_decisions", frozenset({"committee", "operator"}), "GET", "/decisions/marked"),
    scoped("get_table", FIELD, lambda _, place: Request("GET", "/tables" + table_of(place))),
    scoped(
        "get_table_workbook", FIELD, lambda _, place: Request("GET", "/tables/export.xlsx" + table_of(place))
    ),
    plain("get_definition_files", READ_PACKAGE, "GET", f"{PACKAGE}/files"),
    plain("get_definition_file", READ_PACKAGE, "GET", f"{PACKAGE}/files/years/2019/plan.toml"),
    plain("get_definition_package", READ_PACKAGE, "GET", f"{PACKAGE}/package.zip"),
    plain("get_table_views", FIELD, "GET", "/table-views"),
    plain("post_table_view", OFFICE, "POST", "/table-views", {"name": "x", "view": {"elements": [ELEMENT]}}),
    plain("delete_table_view", OFFICE, "DELETE", f"/table-views/{uuid4()}"),
    plain("get_superior_workbooks", OFFICE, "GET", WORKBOOKS),
    Operation("post_superior_workbook", OFFICE, lambda _: sheets_of(f"{WORKBOOKS}?name=x")),
    Operation("post_workbook_cells", OFFICE, lambda _: sheets_of(f"{WORKBOOKS}/cells")),
    plain("delete_superior_workbook", OFFICE, "DELETE", f"{WORKBOOKS}/{uuid4()}"),
    plain("get_filled_workbook", OFFICE, "GET", f"{WORKBOOKS}/{uuid4()}/filled?period=2019-08"),
    plain("get_empty_workbook", OFFICE, "GET", f"{WORKBOOKS}/{uuid4()}/empty"),
    plain("get_workbook_cells", OFFICE, "GET", f"{WORKBOOKS}/{uuid4()}/cells.toml"),
    plain("get_released_months", OFFICE, "GET", f"{WORKBOOKS}/months"),
    Operation("post_filled_workbook", OFFICE, lambda _: sheets_of(FILLED)),
    plain("get_filings", OFFICE | {"department"}, "GET", "/tasks/filings?task_id=3-2-3-02"),
    plain("get_filings_workbook", OFFICE | {"department"}, "GET", "/tasks/filings/export.xlsx"),
    plain(
        "post_filing",
        OFFICE | {"department"},
        "POST",
        "/tasks/3-2-3-02/filings",
        {"filer": "no such one", "state": "done"},
    ),
    plain("post_task_figure", CITY_ONLY, "POST", "/tasks/3-2-3-02/figure", FIGURE),
    plain("get_burden", CITY_ONLY | {"operator"}, "GET", "/burden"),
    plain("get_audit", frozenset({"committee", "operator"}), "GET", "/audit"),
)
# Nobody has to be signed in for these.
OPEN = {
    "post_session", "get_sign_in_ways", "post_house_sign_in", "post_house_session", "post_house_code",
    "get_house_sign_out", "post_house_sign_out", "post_enrolment", "post_enrolment_by_path",
    "head_sync", "get_genuine", "get_health", "get_metrics",
}  # fmt: skip


def _county(place: str) -> str:
    return place if len(place) < 9 else place[:6]
