"""What the engine takes where a package has no figure of its own for a strand or a line: one of its kind.

A further crop or a further data element comes without spreads and levels. Each missing figure falls back on
those of the same family or role, the widest where it is a width, and the projection's evidence names them.
"""

from collections.abc import Iterator, Sequence

from agri.definitions.coefficients import Coefficient, Coefficients
from agri.definitions.lines import Line, Lines
from agri.terms import Certainty

STRAND_PARTS = (
    "trend",
    "city_sd",
    "county_sd",
    "township_sd",
    "month_city_sd",
    "month_county_sd",
    "noise_sd",
)
SPREAD_PARTS = ("county_sd", "township_sd")
SOURCE = "fallback"
_HALF = 0.5  # of its exposure: the level of a share that nothing is known of
_WIDE = 0.3  # log or logit: the width of what no strand of the package has


def fallbacks(parameters: Coefficients, lines: Lines) -> tuple[Coefficient, ...]:
    """Return the figures that a package's lines need and its parameters have not."""
    return (*_of_strands(parameters, lines), *_of_levels(parameters, lines))


def levels_without_any(parameters: Coefficients, lines: Lines) -> tuple[Line, ...]:
    """Return the lines of amounts whose level neither the package has nor any line of their kind lends.

    Where last year has no report, nothing says what such a line comes to: it is unknown.
    """
    held = with_fallbacks(parameters, lines)
    return tuple(line for line in lines if f"level.{line.code}" not in held.by_name)


def with_fallbacks(parameters: Coefficients, lines: Lines) -> Coefficients:
    """Return the parameters with what the lines need beside them."""
    found = {figure.name: figure for figure in fallbacks(parameters, lines)}
    return Coefficients({**parameters.by_name, **found}) if found else parameters


def _of_strands(parameters: Coefficients, lines: Lines) -> Iterator[Coefficient]:
    for strand, family in lines.strands.items():
        kin = [other for other, one in lines.strands.items() if one == family]
        for prefix, parts in (("strand", STRAND_PARTS), ("level_spread", SPREAD_PARTS)):
            for part in parts:
                name = f"{prefix}.{strand}.{part}"
                if name in parameters.by_name:
                    continue
                near = [f"{prefix}.{other}.{part}" for other in kin]
                every = [f"{prefix}.{other}.{part}" for other in lines.strands]
                widths = _known(parameters, near) or _known(parameters, every) or [_WIDE]
                yield _figure(name, 0.0 if part == "trend" else max(widths), "log or logit")


def _of_levels(parameters: Coefficients, lines: Lines) -> Iterator[Coefficient]:
    for line in lines:
        if f"level.{line.code}" in parameters.by_name:
            continue
        siblings = [one for one in lines if one.role is not None and one.role == line.role]
        levels = _known_levels(parameters, siblings)
        if line.is_share and not levels:
            levels = _known_levels(
                parameters, [one for one in lines if one.is_share and one.family == line.family]
            ) or [_HALF]
        if levels:
            yield _figure(f"level.{line.code}", sum(levels) / len(levels), "as the line's")


def _known_levels(parameters: Coefficients, lines: Sequence[Line]) -> list[float]:
    return _known(parameters, [f"level.{line.code}" for line in lines])


def _known(parameters: Coefficients, names: Sequence[str]) -> list[float]:
    return [parameters[name] for name in names if name in parameters.by_name]


def _figure(name: str, value: float, unit: str) -> Coefficient:
    return Coefficient(name, (value,), unit, SOURCE, Certainty.ASSUMED)
