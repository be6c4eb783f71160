"""Draw the fan of a projection that is in the record."""

import json

from sqlalchemy import Engine

from agri.errors import NotFound
from agri.files.plots.fan_panels import fan_panels
from agri.files.plots.fan_plot import FanPlot, fan_svg
from agri.models import ProjectionRow
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.reference import read_reference
from agri.services.store.database import reading
from agri.terms import SnapshotBasis


def plot_fan(engine: Engine, projection: ProjectionRow) -> str:
    """Return the SVG of a finished projection: the city's targets.

    Raises
    ------
    NotFound
        It has no result, or the record no longer gives the snapshot that it speaks of.
    """
    with reading(engine) as session:
        reference = read_reference(session, projection.as_of, of=projection.city).at(projection.as_of)
        snapshot = current_snapshot(
            session, reference.plan, projection.as_of, SnapshotBasis(projection.basis)
        )
    if projection.result is None or snapshot.id != projection.snapshot:
        raise NotFound(
            f"projection {projection.id} has no result, or its snapshot is not the record's any more; "
            "project again and plot that",
            f"预测 {projection.id} 尚无结果，或其数据快照已与现有记录不符；请重新预测后再绘图",
        )
    document = json.loads(projection.result)
    place = reference.places[reference.plan.city]
    return fan_svg(
        FanPlot(
            heading_zh=f"{place.name} {reference.plan.year} 年末推算（上报口径）",
            heading_en=f"{place.name_en} {reference.plan.year}, year end as it will be reported",
            caption=(
                f"截至 as of {projection.as_of} · snapshot {snapshot.id[:12]} · {projection.method} · "
                f"seed {projection.seed} · {projection.replications} replications · "
                f"情景 scenario {document['scenario']}"
            ),
            as_of=projection.as_of,
            is_synthetic=reference.plan.is_synthetic,
            panels=fan_panels(snapshot, reference.plan, document),
        )
    )
