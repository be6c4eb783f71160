"""The first school: campaigns of a fixed calendar, counties and townships in a tree, honest luck by month."""

from agri.synthetic.schools.causes import PLAIN
from agri.synthetic.worlds import Ground, InventedWorld, invent_world


def invent_campaigns(ground: Ground, seed: int) -> InventedWorld:
    """Invent a world of the first generator; nothing ever happens in it that did not the year before."""
    world = invent_world(ground, seed)
    return InventedWorld(world.ground, world.seed, world.truths, world.record, causes=(PLAIN,))
