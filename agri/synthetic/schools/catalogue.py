"""All schools of invented worlds, and what each is used for."""

from collections.abc import Mapping

from agri.definitions.reading import Title
from agri.synthetic.schools.campaigns import invent_campaigns
from agri.synthetic.schools.holdings.invent import invent_holdings
from agri.synthetic.schools.households.invent import invent_households
from agri.synthetic.schools.ledgers.invent import invent_ledgers
from agri.synthetic.schools.markets.invent import invent_markets
from agri.synthetic.schools.offices.invent import invent_offices
from agri.synthetic.schools.regimes.invent import invent_regimes
from agri.synthetic.schools.rivers.invent import invent_rivers
from agri.synthetic.schools.rumours.invent import invent_rumours
from agri.synthetic.schools.school import School, SchoolUse
from agri.synthetic.schools.tenders.invent import invent_tenders
from agri.synthetic.schools.weather.invent import invent_weather

FIRST = "campaigns"  # the generator of the demo, on which the engine was tuned

SCHOOLS: Mapping[str, School] = {
    school.code: school
    for school in (
        School("campaigns", Title("农事战役", "Campaigns"), SchoolUse.TUNING, invent_campaigns),
        School("weather", Title("天气", "Weather"), SchoolUse.CALIBRATION, invent_weather),
        School("offices", Title("机关", "Offices"), SchoolUse.CALIBRATION, invent_offices),
        School("holdings", Title("农户", "Holdings"), SchoolUse.CALIBRATION, invent_holdings),
        School("ledgers", Title("台账", "Ledgers"), SchoolUse.CALIBRATION, invent_ledgers),
        School("regimes", Title("状态", "Regimes"), SchoolUse.CALIBRATION, invent_regimes),
        School("markets", Title("市场", "Markets"), SchoolUse.CALIBRATION, invent_markets),
        School("households", Title("家家户户", "Households"), SchoolUse.CALIBRATION, invent_households),
        School("tenders", Title("项目招标", "Tenders"), SchoolUse.CALIBRATION, invent_tenders),
        School("rivers", Title("灌区", "Rivers"), SchoolUse.LAST_LOOK, invent_rivers),
        School("rumours", Title("口口相传", "Rumours"), SchoolUse.LAST_LOOK, invent_rumours),
    )
}
