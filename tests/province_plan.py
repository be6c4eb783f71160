"""A province's package for tests: invented targets of indicators that the tiny cities have."""

from agri.definitions.reading import DefinitionFiles

UNIFIED = "unified_control_coverage"
TEXT = """code = "41-2019"
province = "41"
year = 2019
is_synthetic = true
title = { zh = "演示省级方案", en = "Demo plan of the province" }

[document]
number = "演示〔2019〕1号"
title = "演示省级方案"
publisher = "演示"
published_on = 2019-01-31

[[indicators]]
code = "unified_control_coverage"
clause = "一（一）"
target = { value = 0.3, comparator = ">=" }

[[indicators]]
code = "packaging_recovery"
"""


def province_package(*edits: tuple[str, str]) -> DefinitionFiles:
    """Return the province's package with some text replaced."""
    text = TEXT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return DefinitionFiles.of_bytes({"years/2019/province.toml": text.encode()})
