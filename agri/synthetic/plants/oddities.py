"""The honest oddities: nothing is wrong with them, and they may be asked about."""

from agri.definitions.reading import Title
from agri.synthetic.plants import oddities_field, oddities_place
from agri.synthetic.plants.kind import Plant, PlantedAt, PlantKind
from agri.terms import PlantFamily


def _oddity(
    code: str, zh: str, en: str, plant: Plant, *strengths: float, at: PlantedAt = PlantedAt.TOWNSHIP
) -> PlantKind:
    return PlantKind(code, Title(zh, en), PlantFamily.ODDITY, plant, strengths or (1.0,), at=at)


_F, _O = oddities_field, oddities_place
ODDITIES: tuple[PlantKind, ...] = (
    _oddity("hail", "雹灾", "Hail", _F.hail, 0.4, 0.9),
    _oddity("drought", "旱灾", "Drought", _F.drought, 0.35),
    _oddity("late-maize", "玉米晚收", "Maize a month late", _F.late_maize, 0.9),
    _oddity("early-maize", "玉米早收", "Maize a month early", _F.early_maize, 0.9),
    _oddity("late-topdressing", "追肥推迟", "Topdressing late", _F.late_topdressing, 1),
    _oddity("late-spraying", "施药推迟", "Spraying late", _F.late_spraying, 0.9),
    _oddity("late-garlic", "大蒜晚播", "Garlic sown late", _F.late_garlic, 1),
    _oddity("armyworm", "粘虫暴发", "Armyworm", _F.armyworm, 3),
    _oddity("no-spraying", "本月未防治", "A month without spraying", _F.no_spraying),
    _oddity("no-team", "没有专业队", "No team", _F.no_team),
    _oddity("heavy-spraying", "蔬菜重施药", "Vegetables 0.6 kg/mu", _F.heavy_spraying, 0.6),
    _oddity("film-weight", "膜薄或膜厚", "Thin or thick film", _F.film_weight, 2.8, 7.6),
    _oddity("big-farm", "新办大农场", "A big new farm", _O.big_farm, 0.25, 0.6),
    _oddity("land-lost", "征地", "Land lost", _O.land_lost, 0.3),
    _oddity("more-wheat", "扩种小麦", "More wheat", _O.more_wheat, 0.28),
    _oddity("crop-given-up", "弃种一种作物", "A crop given up", _O.crop_given_up),
    _oddity("new-vegetables", "新增菜地", "New vegetable land", _O.new_crop, 3),
    _oddity("merged", "乡镇合并", "Townships merged", _O.merged, at=PlantedAt.TOWNSHIPS_OF_COUNTY),
    _oddity("stock-emptied", "清库处置", "Stock emptied", _O.stock_emptied, 8),
    _oddity("cleaning-month", "集中清理", "A cleaning month", _O.cleaning_month, 4),
    _oddity("samples-left", "化验上年留样", "Samples left over", _O.samples_left_over, 2.5),
    _oddity("testing-project", "测土项目", "A testing project", _O.testing_project, 3),
    _oddity("potash-in-compound", "钾并入复合肥", "Potash in compound", _O.potash_in_compound, 0.001),
    _oddity("organic-instead", "有机肥替代", "Organic instead", _O.organic_instead, 0.2),
    _oddity("drone-team", "来了无人机队", "A drone team", _O.drone_team, 4),
    _oddity("straw-plant", "新办秸秆电厂", "A straw plant", _O.straw_plant, 4),
    _oddity("slow-growth", "普遍略增", "A little more of all", _O.slow_growth, 0.05),
    _oddity("tiny-packaging", "本月几乎没收", "Hardly any packaging", _O.tiny_amount, 0.3),
    _oddity(
        "dealers-stocked", "提前备货", "Dealers sold early", _O.dealers_stocked, 0.7, at=PlantedAt.COUNTY
    ),
)
