"""Two real counties as ground for invented worlds, and a database that has seen one of them."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.places import Places
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.services.chain.migrate import migrate
from agri.services.reference.load_city import seed_city
from agri.services.store.database import make_engine
from agri.synthetic.record.accounts import open_accounts
from agri.synthetic.record.replay import Replay, batches
from agri.synthetic.worlds import Ground, InventedWorld
from tests.places import place_file

COUNTIES = ("410122", "410185")
_FOUNDED = datetime(2018, 1, 1, tzinfo=UTC)


def small_ground() -> Ground:
    """The plan of 2019 on two counties: a world of them is invented in half a second."""
    ground = Ground.read()
    units = ground.places.units
    kept = tuple(unit for unit in units if unit.code in ("41", "4101") or unit.code[:6] in COUNTIES)
    return Ground(ground.plan, Places(kept), ground.keys)


def recorded(world: InventedWorld, path: Path) -> Engine:
    """Return a database that has received everything a world has told."""
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    ground, record = world.ground, world.record
    shipped = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
    contents = {name: shipped.read(name) for name in shipped.names()}
    contents["org_units.csv"] = place_file(ground.places)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        seed_city(
            session,
            files=DefinitionFiles.of_bytes(contents),
            year=world.plan.year,
            places=ground.places,
            keys=ground.keys,
            baselines=record.baselines,
            now=_FOUNDED,
        )
        accounts = open_accounts(session, ground.places, world.plan.city, now=_FOUNDED)
    replay = Replay(engine, accounts)
    for batch in batches(record.events):
        replay.play(batch)
    return engine
