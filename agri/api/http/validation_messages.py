"""Messages in two languages for every kind of validation error."""

from collections.abc import Mapping, Sequence
from typing import Any

from agri.errors import Fault, json_pointer

# Kinds of fault by the validator's own word: our stable code, English, Chinese. `{…}` come from its context.
_KINDS: dict[str, tuple[str, str, str]] = {
    "missing": ("missing", "this field is required", "缺少此项"),
    "extra_forbidden": ("unknown-field", "there is no such field: remove it", "没有此项，请删除"),
    "string_type": ("not-text", "write text here", "此处应为文字"),
    "string_unicode": ("not-text", "this is not valid Unicode text", "文字编码有误"),
    "string_too_short": ("too-short", "at least {min_length} character(s)", "至少 {min_length} 个字符"),
    "string_too_long": ("too-long", "at most {max_length} characters", "最多 {max_length} 个字符"),
    "string_pattern_mismatch": ("bad-format", "this is not of the form {pattern}", "格式应为 {pattern}"),
    "not_a_name": ("bad-format", "this is not a code, nor code:element", "应为代码，或“代码:项目”"),
    "not_a_period": (
        "unknown-period",
        "write 2019-08 for a month, 2019-Q3 for a quarter",
        "月份写 2019-08，季度写 2019-Q3",
    ),
    "shows_nothing": ("blank", "write something that can be seen", "请填写可见的内容"),
    "control_character": ("bad-text", "remove control characters", "请删除控制字符"),
    "float_type": ("not-a-number", "write a number without quotes", "应为数字，不加引号"),
    "float_parsing": ("not-a-number", "write a number", "应为数字"),
    "finite_number": ("not-finite", "NaN and infinity are not numbers to report", "不能为 NaN 或无穷大"),
    "int_type": ("not-whole", "write a whole number without quotes", "应为整数，不加引号"),
    "int_parsing": ("not-whole", "write a whole number", "应为整数"),
    "int_parsing_size": ("too-large", "this number is too large", "数字过大"),
    "int_from_float": ("not-whole", "write a whole number", "应为整数"),
    "bool_type": ("not-boolean", "write true or false", "应为 true 或 false"),
    "bool_parsing": ("not-boolean", "write true or false", "应为 true 或 false"),
    "greater_than": ("too-small", "must be above {gt}", "应大于 {gt}"),
    "greater_than_equal": ("too-small", "must be at least {ge}", "应不小于 {ge}"),
    "less_than": ("too-large", "must be below {lt}", "应小于 {lt}"),
    "less_than_equal": ("too-large", "must be at most {le}", "应不大于 {le}"),
    "enum": ("not-one-of", "must be one of {expected}", "应为 {expected} 之一"),
    "literal_error": ("not-one-of", "must be one of {expected}", "应为 {expected} 之一"),
    "uuid_type": ("not-an-id", "must be a UUID", "应为 UUID 编号"),
    "uuid_parsing": ("not-an-id", "must be a UUID", "应为 UUID 编号"),
    "date_from_datetime_parsing": ("not-a-date", "write a date like 2019-08-31", "应为日期，如 2019-08-31"),
    "date_parsing": ("not-a-date", "write a date like 2019-08-31", "应为日期，如 2019-08-31"),
    "list_type": ("not-a-list", "write a list in square brackets", "应为列表"),
    "too_long": ("too-many", "at most {max_length} items", "最多 {max_length} 项"),
    "too_short": ("too-few", "at least {min_length} item(s)", "至少 {min_length} 项"),
    "dict_type": ("not-an-object", "write an object in curly brackets", "应为对象"),
    "model_type": ("not-an-object", "write an object in curly brackets", "应为对象"),
    "model_attributes_type": ("not-an-object", "write an object in curly brackets", "应为对象"),
}
_FALLBACK = ("bad-value", "this value cannot be used here", "此值不可用")
_PARAMETERS = {"path", "query", "header", "cookie"}
_MOST = 100  # nobody reads more, and an answer must not outgrow its question


def body_faults(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Return the faults of a body with their JSON pointers."""
    return [
        _fault(error, json_pointer(error["loc"][1:])) for error in errors[:_MOST] if error["loc"][0] == "body"
    ]


def parameter_faults(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Return the faults of path, query, header and cookie; their pointers begin with which of these."""
    return [
        _fault(error, json_pointer(error["loc"]))
        for error in errors[:_MOST]
        if error["loc"][0] in _PARAMETERS
    ]


def _fault(error: Mapping[str, Any], where: str) -> Fault:
    code, text, text_zh = _KINDS.get(error["type"], _FALLBACK)
    context = error.get("ctx", {})
    return Fault(where, code, text.format_map(context), text_zh.format_map(context))
