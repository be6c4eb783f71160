"""Faults of a city's document templates: weight and words (zh, en)."""

from agri.definitions.package.faults import FaultWords
from agri.terms import Weight


class TemplateFault(FaultWords):
    """Every kind of fault of a Word template."""

    NOT_A_DOCUMENT = (
        Weight.STOP,
        "不是 Word 文档（docx）：{found}；请用 Word 或 WPS 另存为 .docx",
        "not a Word document (docx): {found}; please save it as .docx with Word or WPS",
    )
    PLACEHOLDER_UNKNOWN = (
        Weight.STOP,
        "没有占位符 {found}{meant}；可用的见 docs/documents.md",
        "there is no placeholder {found}{meant}; docs/documents.md lists them",
    )
    PLACEHOLDER_SYNTAX = (
        Weight.STOP,
        "占位符写法有误：{found}；请检查大括号、for 与 endfor 是否成对",
        "a placeholder is written wrongly: {found}; please check its braces and its endfor",
    )
    NUMBER_NOT_LOCKED = (
        Weight.STOP,
        "没有写明 {found}；正文须注明数据取自哪一期发布，请补上占位符 {{{{ {found} }}}}",
        "{found} is not named: a document says which release it is from; please add {{{{ {found} }}}}",
    )
