"""How soon a page of the desk shows something in a real browser, and how soon it shows its figures."""

from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from agri.api.http.request_guards import COOKIE
from benchmarks.figure import Figure
from tests.e2e.chromium import DESK, FLAGS, find_chromium

_LOADS = 5
_ACTOR = '{"name": "4101", "role": "committee", "org_unit": "4101"}'  # what a page remembers of who signed in
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_DRAWN = """window.drawn = new Promise((done) => new MutationObserver((_, watching) => {
    if (!document.querySelector('article.card')) return
    watching.disconnect()
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
}).observe(document, { childList: true, subtree: true }))"""


def overview(port: int, token: str) -> Iterator[Figure]:
    """Open the overview several times, each time as if for the first time; the slowest counts.

    The first paint is a word that the page is opening; people wait for the cards with the figures.
    """
    found = find_chromium()
    if found is None:
        return
    address = f"http://127.0.0.1:{port}"
    paints, cards = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        for _ in range(_LOADS):
            context = browser.new_context(viewport=DESK, locale="zh-CN")
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
            context.add_init_script(f"localStorage.setItem('agri.actor', '{_ACTOR}')")
            context.add_init_script(_DRAWN)
            page = context.new_page()
            page.goto(f"{address}/", wait_until="commit")
            cards.append(float(page.evaluate("window.drawn")))
            paints.append(float(page.evaluate(_PAINT)))
            context.close()
        browser.close()
    for name, times in (("first paint", sorted(paints)), ("cards drawn", sorted(cards))):
        note = f"median {times[_LOADS // 2]:.0f} ms, fresh memory each time"
        yield Figure(f"overview: {name}, slowest", times[-1], "ms", 1000, at_least=False, note=note)
