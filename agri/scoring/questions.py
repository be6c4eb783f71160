"""Score what detectors ask: how many planted frauds they see, and how many honest reports they ask about."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agri.periods import Period
from agri.scoring.planted import Planted, Question

ReportKey = tuple[str, str, Period]  # place, form, month
PER = 200  # honest reports
DOOR = "door/"  # begins the codes of what is asked when a report comes in, by rules and limits


@dataclass(frozen=True, slots=True)
class SeenPlant:
    """One plant and who asked about it.

    ========= ====================================================================================
    Field     Meaning
    ========= ====================================================================================
    codes     detectors with a question at the place, in its forms and in a changed month
    anyway    those of them that ask there in the same year without the plant
    ========= ====================================================================================
    """

    kind: str
    strength: float
    world: int
    codes: frozenset[str]
    anyway: frozenset[str]

    @property
    def is_seen(self) -> bool:
        """Whether anybody asks."""
        return bool(self.codes)

    @property
    def is_seen_by_detector(self) -> bool:
        """Whether a detector asks; what is asked at the door does not count."""
        return any(not code.startswith(DOOR) for code in self.codes)


@dataclass(frozen=True, slots=True)
class AskedReports:
    """How many ordinary honest reports of one world are asked about.

    ========== ===================================================================================
    Field      Meaning
    ========== ===================================================================================
    reports    ordinary reports of the plan year
    asked      reports with at least one question
    detected   reports with a question by a detector, those at the door left out
    refused    reports that would not have been taken
    by_code    reports with a question of a detector
    by_form    reports with a question, by form
    of_form    reports, by form
    set_aside  questions about months in which this or last year's report holds a slip of its own
    ========== ===================================================================================
    """

    world: int
    reports: int
    asked: int
    detected: int
    refused: int
    by_code: Mapping[str, int] = field(default_factory=dict)
    by_form: Mapping[str, int] = field(default_factory=dict)
    of_form: Mapping[str, int] = field(default_factory=dict)
    set_aside: int = 0


def see_plants(
    planted: Iterable[Planted],
    questions: Iterable[Question],
    without: Iterable[Question] = (),
    *,
    world: int,
) -> list[SeenPlant]:
    """Return who asked about each plant.

    Parameters
    ----------
    planted : iterable of Planted
        What was put into a year.
    questions : iterable of Question
        All that is asked of that year.
    without : iterable of Question
        All that is asked of the same year before anything was planted.
    world : int
        The world's seed.
    """
    asked, before = _by_place(questions), _by_place(without)
    return [
        SeenPlant(
            plant.kind,
            plant.strength,
            world,
            frozenset(q.code for q in asked.get(plant.org_unit, ()) if plant.is_met_by(q)),
            frozenset(q.code for q in before.get(plant.org_unit, ()) if plant.is_met_by(q)),
        )
        for plant in planted
    ]


def count_asked(
    reports: Collection[ReportKey],
    questions: Iterable[Question],
    slips: Iterable[Planted] = (),
    *,
    world: int,
    refused: Iterable[ReportKey] = (),
) -> AskedReports:
    """Count the honest reports that are asked about.

    A question about several months is one question, put to the last of them that was reported. One that falls
    on no report counts as well: somebody has to answer it.

    Parameters
    ----------
    reports : collection of (place, form, month)
        The year's reports.
    questions : iterable of Question
        All that is asked of the honest year.
    slips : iterable of Planted
        Reports of this and last year that are wrong; they, and their months of the other year, are set aside.
    world : int
        The world's seed.
    refused : iterable of (place, form, month)
        Reports that would not have been taken.
    """
    wrong = {
        (cells.org_unit, cells.form, period.last_month)
        for slip in slips
        for cells in slip.cells
        for period in cells.periods
    }
    ordinary = {key for key in reports if (key[0], key[1], key[2].last_month) not in wrong}
    asked: dict[ReportKey, set[str]] = {}
    set_aside = 0
    for question in questions:
        months = sorted(question.periods)
        if any((question.org_unit, question.form, month.last_month) in wrong for month in months):
            set_aside += 1
            continue
        keys = [(question.org_unit, question.form, month) for month in months]
        reported = [key for key in keys if key in ordinary]
        asked.setdefault((reported or keys)[-1], set()).add(question.code)
    return AskedReports(
        world,
        len(ordinary),
        len(asked),
        sum(any(not code.startswith(DOOR) for code in codes) for codes in asked.values()),
        len(ordinary.intersection(refused)),
        Counter(code for codes in asked.values() for code in codes),
        Counter(form for _, form, _ in asked),
        Counter(form for _, form, _ in ordinary),
        set_aside,
    )


@dataclass(frozen=True, slots=True)
class PowerLine:
    """How often plants of one kind and strength are seen.

    ======== =====================================================================================
    Field    Meaning
    ======== =====================================================================================
    plants   how many were planted
    power    share that is asked about
    detected share that a detector asks about, what is asked at the door left out
    anyway   share that would be asked about without the plant
    by_code  detector → share that it asks about, largest first, then by code
    ======== =====================================================================================
    """

    kind: str
    strength: float
    plants: int
    power: float
    detected: float
    anyway: float
    by_code: Mapping[str, float]

    def misses(self, goal: float | None) -> bool:
        """Say whether a goal was set and is not reached."""
        return goal is not None and self.power < goal


def power_lines(seen: Iterable[SeenPlant]) -> list[PowerLine]:
    """Return a row for each kind and strength, in the order in which they first come."""
    groups: dict[tuple[str, float], list[SeenPlant]] = {}
    for plant in seen:
        groups.setdefault((plant.kind, plant.strength), []).append(plant)
    return [_line(kind, strength, group) for (kind, strength), group in groups.items()]


@dataclass(frozen=True, slots=True)
class DetectorLine:
    """What one detector contributes, all detectors (``detectors``), or they and the door together (``all``).

    ========= ====================================================================================
    Field     Meaning
    ========= ====================================================================================
    per_200   ordinary honest reports of 200 that it asks about
    frauds    share of frauds and slips that it asks about, of all kinds and strengths alike
    alone     share that nobody else asks about
    oddities  share of honest oddities that it asks about
    ========= ====================================================================================
    """

    code: str
    per_200: float
    frauds: float
    alone: float
    oddities: float


def detector_lines(
    frauds: Sequence[SeenPlant], oddities: Sequence[SeenPlant], asked: Sequence[AskedReports]
) -> list[DetectorLine]:
    """Return a row for all together, for all detectors, and one for each code that asks anything."""
    reports = sum(world.reports for world in asked)
    codes = {code for plant in (*frauds, *oddities) for code in plant.codes}
    codes |= {code for world in asked for code in world.by_code}
    lines = [
        DetectorLine(
            "all",
            _share(sum(world.asked for world in asked), reports) * PER,
            _share(sum(plant.is_seen for plant in frauds), len(frauds)),
            0.0,
            _share(sum(plant.is_seen for plant in oddities), len(oddities)),
        ),
        DetectorLine(
            "detectors",
            _share(sum(world.detected for world in asked), reports) * PER,
            _share(sum(plant.is_seen_by_detector for plant in frauds), len(frauds)),
            0.0,
            _share(sum(plant.is_seen_by_detector for plant in oddities), len(oddities)),
        ),
    ]
    lines += [
        DetectorLine(
            code,
            _share(sum(world.by_code.get(code, 0) for world in asked), reports) * PER,
            _share(sum(code in plant.codes for plant in frauds), len(frauds)),
            _share(sum(plant.codes == {code} for plant in frauds), len(frauds)),
            _share(sum(code in plant.codes for plant in oddities), len(oddities)),
        )
        for code in sorted(codes)
    ]
    return lines


def _line(kind: str, strength: float, group: Sequence[SeenPlant]) -> PowerLine:
    counts = Counter(code for plant in group for code in plant.codes)
    return PowerLine(
        kind,
        strength,
        len(group),
        _share(sum(plant.is_seen for plant in group), len(group)),
        _share(sum(plant.is_seen_by_detector for plant in group), len(group)),
        _share(sum(bool(plant.anyway) for plant in group), len(group)),
        {code: n / len(group) for code, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))},
    )


def _by_place(questions: Iterable[Question]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(question.org_unit, []).append(question)
    return found


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
