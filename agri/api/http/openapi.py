"""The description of the API: complete, in two languages, with every status that can come."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from agri import __version__
from agri.api.http.problems import BadParameter, NotJson, Problem, Unexpected, problems
from agri.errors import Invalid, NotAllowed, NotSignedIn, Refusal, TooLarge, TooMany, Unavailable

TAGS = (
    ("sessions", "登录 · Signing in and out"),
    ("forms", "报表定义 · What is asked"),
    ("org-units", "行政区划 · Places"),
    ("plan", "年度方案与任务 · The plan and its tasks"),
    ("reports", "填报 · Reporting"),
    ("practice", "练习月 · Practice month"),
    ("review", "审核 · Reviewing"),
    ("figures", "研判 · Figures, projections, scenarios"),
    ("releases", "发布 · Releases and exports"),
    ("users", "账号与设备 · Accounts and devices"),
    ("operation", "运行 · Operation"),
)
_DESCRIPTION = """\
郑州市农业投入品减量监测。演示数据均为虚构。 ·
Tracks the reduction of agricultural inputs; demo data are synthetic.

每个拒绝都是 problem+json，`type` 不变，`detail_zh`/`detail` 说明原因与办法，`then` 说明发送方下一步：
`keep_and_retry` 保留并重发，`ask` 请人处理，`stop` 停止。 ·
Every refusal is problem+json with a stable `type`; `then` says what the sender does next.
"""


def install(app: FastAPI) -> None:
    """Let an app describe itself so."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]  # the framework's documented way


def _describe(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title="agri",
        version=__version__,
        description=_DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in TAGS],
    )
    shapes = schema.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes.update(problem.pop("$defs", {}))
    shapes["Problem"] = problem
    for operations in schema["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return schema


def _complete(operation: dict[str, Any]) -> None:
    """Add the refusals that any such operation may answer with."""
    answers = operation["responses"]
    common: list[type[Refusal]] = [Unavailable, Unexpected]
    if operation.get("security"):
        common += [NotSignedIn, NotAllowed, TooMany]
    if operation.get("parameters"):
        common.append(BadParameter)
    answers.pop("422", None)
    if operation.get("requestBody"):
        common += [NotJson, Invalid, TooLarge, NotAllowed]
    for status, answer in problems(*common).items():
        kept = answers.get(str(status))
        if kept is None:
            answers[str(status)] = answer
        elif answer["description"] not in kept["description"]:
            kept["description"] = f"{kept['description']}\n\n{answer['description']}"
    operation["responses"] = dict(sorted(answers.items()))
