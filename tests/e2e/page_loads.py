"""What opening a page costs a cheap phone on a bad line, counted and in seconds.

Seconds depend on what else a machine does and belong to ``benchmarks/phone_visits.py``. Tests count what
does not: the bytes before the first screen, how often the line's delay is waited for one after the other,
and the processor time of the page's main thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

LATENCY_MS = 400
BYTES_PER_S = 400_000 / 8
SLOWER_CPU = 4

# Every file that came before the screen could be used, in the browser's own clock.
_FILES = """(usable) => performance.getEntriesByType('navigation')
    .concat(performance.getEntriesByType('resource'))
    .filter((one) => one.responseEnd > 0 && one.responseEnd <= usable)
    .map((one) => [one.startTime, one.responseEnd, one.transferSize])"""


@dataclass(frozen=True, slots=True)
class PageLoad:
    """What it took until a screen could be used.

    ============ =================================================================== ======
    Field        Meaning                                                             Unit
    ============ =================================================================== ======
    bytes        sent over the line, compressed, with headers                        byte
    rounds       files that had to wait for one another, the longest chain           —
    work_s       processor time of the page's main thread, at this machine's speed   s
    seconds      from the call to the screen, by the browser's clock                 s
    ============ =================================================================== ======
    """

    bytes: int
    rounds: int
    work_s: float
    seconds: float

    @property
    def line_s(self) -> float:
        """Seconds that the bad line alone takes: every round waits once, every byte passes."""
        return self.rounds * LATENCY_MS / 1000 + self.bytes / BYTES_PER_S

    @property
    def phone_s(self) -> float:
        """Seconds on that line and a processor so much slower, if nothing else ran."""
        return self.line_s + SLOWER_CPU * self.work_s


def throttle(page: Page, *, network: bool = True, processor: bool = True) -> None:
    """Give a page the line and the processor of a cheap phone."""
    session = page.context.new_cdp_session(page)
    if processor:
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
    if network:
        session.send("Network.enable")
        limits = {"latency": LATENCY_MS, "downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S}
        session.send("Network.emulateNetworkConditions", {"offline": False, **limits})


def load(page: Page, address: str, selector: str) -> PageLoad:
    """Open an address in a fresh page and count until something with this selector can be used."""
    page.add_init_script(
        f"""window.usable = new Promise((done) => new MutationObserver((_, watching) => {{
            if (!document.querySelector({selector!r})) return
            watching.disconnect()
            requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
        }}).observe(document, {{ childList: true, subtree: true }}))"""
    )
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _work_s(session)
    page.goto(address, wait_until="commit")
    usable = float(page.evaluate("window.usable"))
    work = _work_s(session) - before
    files = page.evaluate(_FILES, usable)
    return PageLoad(sum(size for *_, size in files), _longest_chain(files), work, usable / 1000)


def _work_s(session: CDPSession) -> float:
    found = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in found if one["name"] == "TaskDuration"))


def _longest_chain(files: list[list[float]]) -> int:
    """How many files came strictly one after the other: a file waits for one that ended before it began."""
    chains: list[tuple[float, int]] = []
    for start, end, _ in sorted(files):
        chains.append((end, 1 + max((rounds for ended, rounds in chains if ended <= start), default=0)))
    return max((rounds for _, rounds in chains), default=0)
