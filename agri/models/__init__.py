"""The record: its tables, a file per noun. Nothing here decides anything; the services do."""

from agri.models.audit import Audit
from agri.models.background_job import BackgroundJob
from agri.models.base import Record, UtcDateTime
from agri.models.comparison import Comparison
from agri.models.form_version import FormVersion
from agri.models.meta import Meta
from agri.models.org_unit import OrgUnit
from agri.models.person import EnrolmentCode, Person, SessionToken, SignInAttempt
from agri.models.photo import Photo, PhotoContent
from agri.models.plan import Baseline, Target, Task, TaskProgress
from agri.models.projection import Projection, Scenario
from agri.models.proof import Proof
from agri.models.release import Release
from agri.models.report import ContestedResolution, ContestedRevision, Report, Revision
from agri.models.review import Closure, Decision, DecisionMark, FindingAnswer, SpotCheck
from agri.models.search import Search

__all__ = [
    "Audit",
    "BackgroundJob",
    "Baseline",
    "Closure",
    "Comparison",
    "ContestedResolution",
    "ContestedRevision",
    "Decision",
    "DecisionMark",
    "EnrolmentCode",
    "FindingAnswer",
    "FormVersion",
    "Meta",
    "OrgUnit",
    "Person",
    "Photo",
    "PhotoContent",
    "Projection",
    "Proof",
    "Record",
    "Release",
    "Report",
    "Revision",
    "Scenario",
    "Search",
    "SessionToken",
    "SignInAttempt",
    "SpotCheck",
    "Target",
    "Task",
    "TaskProgress",
    "UtcDateTime",
]
