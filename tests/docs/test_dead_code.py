"""Every name that the package defines is used in the package, or says who else uses it."""

import ast
import re
from collections import Counter
from pathlib import Path

from tests.some import some

PACKAGE = Path(__file__).resolve().parents[2] / "agri"

# What the package's own code never names, and who calls it.
CALLED_FROM_OUTSIDE = {
    "declared_tables": "the page docs/analysis.md lists them",
    "impl": "SQLAlchemy",
    "cache_ok": "SQLAlchemy",
    "process_bind_param": "SQLAlchemy",
    "process_result_value": "SQLAlchemy",
    "list_commands": "typer",
    "get_command": "typer",
}
REGISTERED = re.compile(r"router|app\.|_app|users\.|_validator|event|listens")  # the decorator calls it


def defined(tree: ast.AST) -> set[str]:
    """Return the names of functions, classes and constants; members of enums are words, not code."""
    names: set[str] = set()
    for node in ast.walk(tree):
        for one in getattr(node, "body", []) if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                continue
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                if not any(REGISTERED.match(ast.unparse(mark)) for mark in one.decorator_list):
                    names.add(one.name)
            elif isinstance(one, ast.Assign) and isinstance(node, ast.Module | ast.ClassDef):
                names |= {target.id for target in one.targets if isinstance(target, ast.Name)}
            elif isinstance(one, ast.AnnAssign) and isinstance(node, ast.Module):
                names.add(ast.unparse(one.target))
    return {name for name in names if not name.startswith("__")}


def test_every_name_is_used():
    files = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    texts = [path.read_text("utf-8") for path in some(files)]
    uses = Counter(word for text in texts for word in re.findall(r"\w+", text))
    names = {name for text in texts for name in defined(ast.parse(text))}
    assert len(names) > 2000
    assert {name for name in names if uses[name] == 1} == set(CALLED_FROM_OUTSIDE)


def test_a_name_that_nobody_uses_is_found():
    text = "LIMIT = 3\ndef spare(): ...\nclass Kind(StrEnum):\n    A = 'a'\n@router.get('/x')\ndef x(): ..."
    assert defined(ast.parse(text)) == {"LIMIT", "spare", "Kind"}
