"""What drives the year: one joint draw per replication."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.sim.belief.families import Season
from agri.sim.inputs.streams import Floats32


@dataclass(frozen=True)
class Performance:
    """One joint draw per replication of what drives the year.

    ============= ================================== ===========================================
    Field         Shape                              Meaning
    ============= ================================== ===========================================
    offset        strand → (township, replication)   performance: logit offset of a share, log of an amount
    shock         (strand, month) → (county, replication) what a county's month shares, same scale
    shift         season → (boundary, county, replication) months of delay beyond `SeasonShift.at`
    bias          family → (township, replication)   log(reported / true) of an amount
    ============= ================================== ===========================================
    """

    offset: Mapping[str, Floats32]
    shock: Mapping[tuple[str, int], Floats32]
    bias: Mapping[str, Floats32]
    shift: Mapping[Season, Floats32] = field(default_factory=dict)
