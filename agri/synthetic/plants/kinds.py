"""All kinds of plants, frauds and slips first."""

from agri.synthetic.plants.frauds import FRAUDS
from agri.synthetic.plants.kind import PlantKind
from agri.synthetic.plants.oddities import ODDITIES

KINDS: dict[str, PlantKind] = {kind.code: kind for kind in (*FRAUDS, *ODDITIES)}
