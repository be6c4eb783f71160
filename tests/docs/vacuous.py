"""Find tests that pass where they look at nothing: every assertion stands in a loop that may be empty.

A loop is a ``for`` statement, ``all(... for ...)`` or ``[... for ...] == []``. What it runs over is certainly
not empty where that is a literal, a range of a literal, a table of constants, the members of an enum, or what
``tests.some.some`` returns. An assertion beside the loop is enough: then the test looks at something.
"""

import ast
from collections.abc import Iterator

_KEEP = {"enumerate", "zip", "sorted", "list", "tuple", "set", "reversed", "dict", "frozenset", "product"}
_VIEWS = {"items", "keys", "values"}
_CHECKS = ("assert", "expect", "check", "refused", "raises", "warns", "fail", "validate")


class Literals:
    """Names that a module binds to something that is certainly not empty."""

    def __init__(self, tree: ast.AST) -> None:
        self.names: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                self.names.add(node.name)  # an enum's members
            elif isinstance(node, ast.Assign) and self.is_full(node.value):
                self.names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and node.value is not None and self.is_full(node.value):
                if isinstance(node.target, ast.Name):
                    self.names.add(node.target.id)
            elif isinstance(node, ast.ImportFrom):
                # An imported name in capitals is a table of constants, in CamelCase an enum.
                self.names |= {name.name for name in node.names if name.name[0].isupper()}

    def is_full(self, node: ast.expr) -> bool:
        """Say whether an expression is certainly not empty."""
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                full = any(not isinstance(one, ast.Starred) or self.is_full(one.value) for one in elements)
            case ast.Dict(keys=keys):
                full = bool(keys)
            case ast.Constant(value=str(value)):
                full = bool(value)
            case ast.Name(id=name):
                full = name in self.names
            case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
                full = self.is_full(left) or self.is_full(right)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                full = self._makes_some(name, arguments)
            case ast.Call(func=ast.Attribute(value=value, attr=attribute)):
                full = attribute in _VIEWS and self.is_full(value)
            case ast.ListComp() | ast.SetComp() | ast.DictComp():
                full = not any(one.ifs or not self.is_full(one.iter) for one in node.generators)
            case _:
                full = False
        return full

    def _makes_some(self, function: str, arguments: list[ast.expr]) -> bool:
        if function == "range":
            ends = [int(str(one.value)) for one in arguments if isinstance(one, ast.Constant)]
            return len(ends) == len(arguments) and bool(range(*ends))
        keeps = function in _KEEP and bool(arguments) and all(self.is_full(one) for one in arguments)
        return function == "some" or keeps


def vacuous(text: str) -> Iterator[str]:
    """Yield the names of a module's tests that may pass without looking at anything."""
    tree = ast.parse(text)
    literals = Literals(tree)
    helpers = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("test")
        and any(_checks(one, literals, set()) for one in node.body)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            local = Literals(node)
            local.names |= literals.names
            if not any(_checks(one, local, helpers) for one in node.body):
                yield node.name


def _checks(node: ast.AST, literals: Literals, helpers: set[str]) -> bool:
    """Say whether a statement certainly asserts something whenever it runs."""
    match node:
        case ast.Assert(test=test):
            return not _is_hollow(test, literals)
        case ast.For(iter=iterable, body=body) if not literals.is_full(iterable) or _skips(body):
            return False
        case ast.If(body=body, orelse=other):
            return all(any(_checks(one, literals, helpers) for one in part) for part in (body, other))
        case ast.AsyncFor() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
            return False
    return _is_check(node, helpers) or any(
        _checks(child, literals, helpers) for child in ast.iter_child_nodes(node)
    )


def _skips(body: list[ast.stmt]) -> bool:
    """Say whether a loop passes over what a condition leaves out: that may be everything."""
    return any(isinstance(one, ast.If) and isinstance(one.body[-1], ast.Continue) for one in body)


def _is_check(node: ast.AST, helpers: set[str]) -> bool:
    """Say whether a node calls something that asserts."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in helpers or name.lstrip("_").startswith(_CHECKS)


def _is_hollow(test: ast.expr, literals: Literals) -> bool:
    """Say whether a condition holds where there is nothing to look at."""
    match test:
        case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp() as run]):
            return any(one.ifs for one in run.generators) or not _looks(run, literals)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="any"), args=[run])):
            return not _looks(run, literals)
        case ast.UnaryOp(op=ast.Not(), operand=run):
            return not _looks(run, literals)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return (_is_empty(left) or _is_empty(right)) and not (
                _looks(left, literals) and _looks(right, literals)
            )
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_is_hollow(one, literals) for one in values)
    return False


def _looks(run: ast.expr, literals: Literals) -> bool:
    """Say whether a comprehension certainly looks at something; its conditions pick what is wrong."""
    if not isinstance(run, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        return True
    return literals.is_full(run.generators[0].iter)


def _is_empty(node: ast.expr) -> bool:
    match node:
        case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id="set" | "list" | "dict" | "tuple"), args=[], keywords=[]):
            return True
    return False
