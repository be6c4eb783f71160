"""The record: its tables, a file per noun. Nothing here decides anything; the services do."""

from agri.models.audit import Audit
from agri.models.background_job import BackgroundJob
from agri.models.base import Record, UtcDateTime
from agri.models.comparison import ComparisonRow
from agri.models.definition import DefinitionConsent, DefinitionFileRow, DefinitionVersion
from agri.models.form_version import FormVersion
from agri.models.meta import Meta
from agri.models.org_unit import OrgUnitRow
from agri.models.person import EnrolmentCode, Person, SessionToken, SignInAttempt
from agri.models.photo import Photo, PhotoContent
from agri.models.plan import Baseline, TargetRow, TaskFigure, TaskFiling, TaskProgress, TaskRow
from agri.models.practice import PracticeFile, PracticeMonth, PracticeReport
from agri.models.projection import ProjectionRow, ScenarioRow
from agri.models.proof import Proof
from agri.models.release import KeptView, KeptWorkbook, ReleaseQuestion, ReleaseRow
from agri.models.report import (
    ContestedResolution,
    ContestedRevision,
    FilingConfirmation,
    FillingCount,
    ImportRun,
    Report,
    Revision,
)
from agri.models.reporting_unit import ReportingUnitRow
from agri.models.review import (
    AcceptanceRow,
    Assignment,
    Closure,
    Decision,
    DecisionMark,
    FindingAnswer,
    ReportComment,
    SpotCheckRow,
)
from agri.models.search import SearchRow

__all__ = [
    "AcceptanceRow",
    "Assignment",
    "Audit",
    "BackgroundJob",
    "Baseline",
    "Closure",
    "ComparisonRow",
    "ContestedResolution",
    "ContestedRevision",
    "Decision",
    "DecisionMark",
    "DefinitionConsent",
    "DefinitionFileRow",
    "DefinitionVersion",
    "EnrolmentCode",
    "FilingConfirmation",
    "FillingCount",
    "FindingAnswer",
    "FormVersion",
    "ImportRun",
    "KeptView",
    "KeptWorkbook",
    "Meta",
    "OrgUnitRow",
    "Person",
    "Photo",
    "PhotoContent",
    "PracticeFile",
    "PracticeMonth",
    "PracticeReport",
    "ProjectionRow",
    "Proof",
    "Record",
    "ReleaseQuestion",
    "ReleaseRow",
    "Report",
    "ReportComment",
    "ReportingUnitRow",
    "Revision",
    "ScenarioRow",
    "SearchRow",
    "SessionToken",
    "SignInAttempt",
    "SpotCheckRow",
    "TargetRow",
    "TaskFigure",
    "TaskFiling",
    "TaskProgress",
    "TaskRow",
    "UtcDateTime",
]
