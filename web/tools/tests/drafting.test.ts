// @vitest-environment happy-dom
/** Drafts: begun, sealed, taken back, with the phone's own store below them and no network. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope, nextTick } from "vue";

import {
  completeDrafts,
  draftSheet,
  isHere,
  isReasonKnown,
  newDraft,
  oldSheet,
  reopen,
  send,
  sheetOf,
} from "../../src/phone/form/drafting";
import { REPORTS } from "../../src/phone/form/keeper";
import { useDraft } from "../../src/phone/form/useDraft";
import { changed, due as keptDue, ownDrafts, ownOutbox, reload } from "../../src/phone/offline/phone";
import { draftPhotos, readPhotos } from "../../src/phone/offline/photos";
import {
  type Draft,
  forgetPerson,
  keepAnswers,
  markSent,
  noteTry,
  type Photo,
  readDrafts,
  readOutbox,
  saveDraft,
  StoreFault,
  within,
} from "../../src/phone/offline/store";
import type { Actor, DueForm, Receipt, Report } from "../../src/shared/api/wire";
import { actor, recall, remember } from "../../src/shared/session/identity";
import { draftOf, dueOf, formOf, shared } from "./forms";

const TOWN = "410122101";
const ME: Actor = { id: "id-1", name: TOWN, role: "reporter", org_unit: TOWN };
/** The same person, as a phone remembers them that has not been told ids yet. */
const BY_NAME: Actor = { name: TOWN, role: "reporter", org_unit: TOWN };
const packaging = formOf("packaging");
const HEARD = Date.parse("2019-09-28T04:00:00Z");

/** What the server said last, of one month of the packaging form. */
async function hear(more: Partial<DueForm> = {}): Promise<void> {
  const forms = [dueOf(packaging, "2019-09", more)];
  const body = { org_unit: TOWN, day: "2019-09-28", forms, ahead: [], counted_years: [2018, 2019] };
  await keepAnswers({ due: body, forms: shared.forms }, HEARD);
  await reload();
}

function sheet() {
  const found = sheetOf("packaging", "2019-09");
  if (!found) throw new Error("the month asks for no packaging");
  return found;
}

/** Fill the month in and put it on its way. */
async function report(texts: Record<string, string>): Promise<void> {
  const draft = { ...newDraft(TOWN, sheet()), texts };
  await saveDraft(draft, ME);
  expect(await send([{ draft, sheet: sheet() }])).toBe(1);
}

beforeEach(async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  remember(ME);
  indexedDB.deleteDatabase("agri");
  await forgetPerson();
  await changed();
  expect([keptDue.value, ownDrafts.value, ownOutbox.value]).toEqual([undefined, [], []]);
});

describe("a sheet", () => {
  it("is of the version that its month asks, not of the newest", async () => {
    const newest = { ...packaging, version: packaging.version + 1 };
    const forms = [dueOf(packaging, "2019-12")];
    const body = { org_unit: TOWN, day: "2020-01-02", forms, ahead: [], counted_years: [2019, 2020] };
    await keepAnswers({ due: body, forms: [newest, packaging] }, Date.parse("2020-01-02T04:00:00Z"));
    await reload();
    expect(sheetOf("packaging", "2019-12")?.form.version).toBe(packaging.version);
  });
});

describe("a new draft", () => {
  it("begins with what is known beforehand, marked as such", async () => {
    await hear({ prefill: { recovered_kg: 12, disposed_kg: null } });
    const draft = newDraft(TOWN, sheet());
    expect(draft).toMatchObject({
      author: "id-1",
      cell: `${TOWN}/packaging/2019-09`,
      supersedes: null,
      texts: { recovered_kg: "12" },
      prefilled: ["recovered_kg", "disposed_kg"],
    });
    expect(draft.report_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(newDraft(TOWN, sheet()).report_id).not.toBe(draft.report_id);
  });

  it("corrects what the server has, as it was typed", async () => {
    const values = { recovered_kg: 1500, disposed_kg: null };
    await hear({ report_id: "r-1", revision_id: "v-1", values, entered: { recovered_kg: [1.5, "t"] } });
    expect(newDraft(TOWN, sheet())).toMatchObject({
      report_id: "r-1",
      supersedes: "v-1",
      texts: { recovered_kg: "1.5" },
      units: { recovered_kg: "t" },
      prefilled: [],
    });
  });

  it("corrects what still waits on this phone rather than what the server has", async () => {
    await hear({ report_id: "r-1", revision_id: "v-1", values: { recovered_kg: 5 } });
    await report({ recovered_kg: "6", disposed_kg: "1" });
    const [waiting] = await readOutbox();
    expect(newDraft(TOWN, sheet())).toMatchObject({
      report_id: "r-1",
      supersedes: waiting?.revision_id,
      texts: { recovered_kg: "6", disposed_kg: "1" },
    });
  });

  it("of what has not left this phone needs no reason, and keeps one that was given", async () => {
    await hear();
    await report({ recovered_kg: "6", disposed_kg: "1" });
    const second = { ...newDraft(TOWN, sheet()), texts: { recovered_kg: "7", disposed_kg: "1" } };
    expect([isHere(second.supersedes), isReasonKnown(second), second.reason !== ""]).toEqual([true, true, true]);
    await saveDraft({ ...second, reason: "补报" }, ME);
    expect(await send([{ draft: { ...second, reason: "补报" }, sheet: sheet() }])).toBe(1);
    const third = newDraft(TOWN, sheet());
    expect([third.reason, isReasonKnown(third)]).toEqual(["补报", false]);
  });

  it("does not build on a version that the server refused", async () => {
    await hear({ report_id: "r-1", revision_id: "v-1", values: { recovered_kg: 5 } });
    await report({ recovered_kg: "6", disposed_kg: "1" });
    const [waiting] = await readOutbox();
    await noteTry(waiting?.revision_id ?? "", { title: "refused" });
    await reload();
    expect(newDraft(TOWN, sheet())).toMatchObject({ supersedes: "v-1", texts: { recovered_kg: "5" } });
  });

  it.each([
    ["what was received after the server's answer", "received", HEARD + 1, "6"],
    ["not what was received before it", "received", HEARD - 1, "5"],
    ["not what was kept beside another version", "conflict", HEARD + 1, "5"],
  ])("corrects %s", async (_, state, at, text) => {
    await hear({ report_id: "r-1", revision_id: "v-1", values: { recovered_kg: 5 } });
    await report({ recovered_kg: "6", disposed_kg: "1" });
    const [one] = await readOutbox();
    if (!one) throw new Error("nothing waits");
    const { author, revision_id, cell, revision } = one;
    await markSent({ author, revision_id, cell, revision, receipt: { state } as Receipt, problem: null, at });
    await reload();
    expect(newDraft(TOWN, sheet()).texts["recovered_kg"]).toBe(text);
  });
});

describe("sending", () => {
  it("turns a draft into a version that waits, once", async () => {
    await hear();
    const draft = { ...newDraft(TOWN, sheet()), texts: { recovered_kg: "12", disposed_kg: "3" } };
    await saveDraft(draft, ME);
    expect(await send([{ draft, sheet: sheet() }])).toBe(1);
    expect(await send([{ draft, sheet: sheet() }])).toBe(0);
    expect(await readDrafts()).toEqual([]);
    expect((await readOutbox()).map(({ revision }) => revision.values)).toEqual([{ recovered_kg: 12, disposed_kg: 3 }]);
  });

  it("takes only drafts that are whole and have nothing against them for complete", async () => {
    await hear({ sums: { "recovered_kg@year_to_date": 0, "disposed_kg@year_to_date": 0 } });
    const save = async (texts: Record<string, string>): Promise<number> => {
      await saveDraft({ ...newDraft(TOWN, sheet()), texts }, ME);
      await reload();
      return completeDrafts().length;
    };
    expect(await save({ recovered_kg: "12" })).toBe(0); // a blank
    expect(await save({ recovered_kg: "12", disposed_kg: "zwölf" })).toBe(0); // no number
    expect(await save({ recovered_kg: "12", disposed_kg: "9000" })).toBe(0); // asks for a reason
    expect(await save({ recovered_kg: "12", disposed_kg: "3" })).toBe(1);
  });

  it("leaves the drafts of a colleague alone", async () => {
    await hear();
    const texts = { recovered_kg: "12", disposed_kg: "3" };
    await saveDraft(draftOf(packaging, "2019-09", { author: "id-2", texts }), { ...ME, id: "id-2" });
    await reload();
    expect(completeDrafts()).toEqual([]);
  });
});

/** A phone of before ids were told: its drafts, and their photos, are kept by the account's name. */
describe("a person whose id comes while a form is open", () => {
  const texts = { recovered_kg: "12", disposed_kg: "3" };
  async function begin(): Promise<Draft> {
    remember(BY_NAME);
    await hear();
    const draft = { ...newDraft(TOWN, sheet()), texts };
    await REPORTS.save(draft);
    await within((db) => db.put("photos", photoOf(draft)));
    return draft;
  }
  const photoOf = ({ author, cell }: Draft): Photo => ({
    ...{ author, cell, photo_id: "p-1", org_unit: TOWN, section: "packaging", report_id: null, revision_id: null },
    ...{ media_type: "image/jpeg", content: new ArrayBuffer(1), digest: "", location: null, offset: 0, problem: null },
  });

  it("finds the draft and its photo at any moment, and has one of each", async () => {
    const { cell } = await begin();
    remember(ME); // the store has not been gone through yet
    expect(await draftPhotos(ME, cell)).toHaveLength(1);
    expect(await REPORTS.read(cell)).toMatchObject({ author: "id-1", texts });
    expect((await draftPhotos(ME, cell)).map(({ author }) => author)).toEqual(["id-1"]);
    expect(await readDrafts()).toHaveLength(1);
  });

  it("goes on typing into the same draft, and sends it", async () => {
    const draft = await begin();
    remember(ME);
    await reload();
    const more = { ...draft, texts: { ...texts, recovered_kg: "125" }, saved_at: draft.saved_at + 1 };
    await REPORTS.save(more);
    expect((await readDrafts()).map((one) => [one.author, one.texts["recovered_kg"]])).toEqual([["id-1", "125"]]);
    expect(await send([{ draft: more, sheet: sheet() }])).toBe(1);
    expect(await readDrafts()).toEqual([]);
    expect((await readOutbox()).map(({ author, revision }) => [author, revision.values["recovered_kg"]])).toEqual([
      ["id-1", 125],
    ]);
    const [photo] = await readPhotos();
    expect(photo).toMatchObject({ author: "id-1", revision_id: (await readOutbox())[0]?.revision_id });
  });

  it("is known in a second page as soon as the first has been told", async () => {
    const { cell } = await begin();
    remember(ME);
    await reload(); // the first page has everything in the id's name
    actor.value = BY_NAME; // what the second page still holds in hand
    expect(await REPORTS.read(cell)).toMatchObject({ author: "id-1", texts });
  });

  it("has no part in what somebody else left open on this phone", async () => {
    const draft = await begin();
    remember({ ...ME, id: "id-2", name: "410122102" });
    await REPORTS.save({ ...draft, reason: "还没写完" });
    expect((await readDrafts()).map(({ author, reason }) => [author, reason])).toEqual([[`name:${TOWN}`, "还没写完"]]);
  });
});

describe("taking back", () => {
  it("opens what was sealed as it was typed, for the form and report of today", async () => {
    await hear();
    const draft = {
      ...newDraft(TOWN, sheet()),
      texts: { recovered_kg: "2", disposed_kg: "1" },
      units: { recovered_kg: "t" },
    };
    await saveDraft(draft, ME);
    await send([{ draft, sheet: sheet() }]);
    await hear({ version: 7, report_id: "r-9", revision_id: "v-9" });
    const [one] = await readOutbox();
    if (!one) throw new Error("nothing waits");
    await reopen(one);
    expect(await readOutbox()).toEqual([]);
    expect(await readDrafts()).toMatchObject([
      {
        form_version: 7,
        report_id: "r-9",
        supersedes: "v-9",
        texts: { recovered_kg: "2", disposed_kg: "1" },
        units: { recovered_kg: "t" },
      },
    ]);
  });
});

describe("old months", () => {
  it("show the sections that were filled in", async () => {
    await hear();
    const draft = draftOf(formOf("film"), "2019-04", { texts: { used_kg: "3" } });
    expect(draftSheet(draft)?.due).toMatchObject({ period: "2019-04", sections: ["laid"], state: "not_reported" });
    expect(draftSheet({ ...draft, form: "unknown" })).toBeUndefined();
  });

  it("open a report with its current version and the reason it was returned for", async () => {
    await hear();
    const version = { values: { recovered_kg: 5 }, entered: {}, not_applicable: [], decisions: [] };
    const decisions = [{ kind: "returned", reason: "请核对单位", at: "2019-05-03T00:00:00Z" }];
    const old = {
      report_id: "r-1",
      form: "packaging",
      period: "2019-04",
      state: "returned",
      is_closed: false,
      revisions: [
        { ...version, revision_id: "v-1" },
        { ...version, revision_id: "v-2", values: { recovered_kg: 6 }, decisions },
      ],
    } as unknown as Report;
    expect(oldSheet(old)?.due).toMatchObject({
      report_id: "r-1",
      revision_id: "v-2",
      state: "returned",
      reason: "请核对单位",
      values: { recovered_kg: 6 },
    });
    expect(oldSheet({ ...old, revisions: [] })).toBeUndefined();
  });
});

describe("a draft in hand", () => {
  it("takes nothing that is typed before what is kept has been read, which would be laid over it", async () => {
    await hear();
    const kept = { ...newDraft(TOWN, sheet()), texts: { recovered_kg: "12.5" } };
    let found = (_: Draft): void => undefined;
    const read = (): Promise<Draft> => new Promise((done) => (found = done));
    const scope = effectScope();
    const work = scope.run(() => useDraft(sheet, { ...REPORTS, read }));
    if (!work) throw new Error("no scope");
    await new Promise((done) => setTimeout(done));
    work.type("recovered_kg", "3");
    expect([work.holding.value, work.draft.value.texts]).toEqual(["asking", {}]);
    found(kept);
    await vi.waitFor(() => expect(work.holding.value).toBe("mine"));
    expect(work.draft.value.texts).toEqual({ recovered_kg: "12.5" });
    work.type("recovered_kg", "3");
    expect(work.draft.value.texts).toEqual({ recovered_kg: "3" });
    scope.stop();
  });

  /** Somebody's form of this month, with a store that may answer as a test wants. */
  function inHand(more: Partial<typeof REPORTS> = {}) {
    const scope = effectScope();
    const work = scope.run(() => useDraft(sheet, { ...REPORTS, ...more }));
    if (!work) throw new Error("no scope");
    return { work, scope };
  }

  it("is not laid over by a blank one where it could not be read", async () => {
    await hear();
    const texts = { recovered_kg: "12.5" };
    await REPORTS.save({ ...newDraft(TOWN, sheet()), texts });
    let isBroken = true;
    const read = (cell: string): Promise<Draft | undefined> =>
      isBroken ? Promise.reject(new StoreFault(false, "closed")) : REPORTS.read(cell);
    const { work, scope } = inHand({ read });
    await vi.waitFor(() => expect(work.fault.value).toBeDefined());
    await vi.waitFor(() => expect(work.holding.value).not.toBe("asking"));
    work.type("recovered_kg", "3");
    await work.save();
    expect((await readDrafts()).map((one) => one.texts)).toEqual([texts]);
    expect(work.holding.value).toBe("unread");
    isBroken = false;
    await work.take(false);
    expect([work.holding.value, work.draft.value.texts, work.fault.value]).toEqual(["mine", texts, undefined]);
    scope.stop();
  });

  it("is read by a second try where a newer page has closed the store meanwhile", async () => {
    await hear();
    const texts = { recovered_kg: "12.5" };
    await REPORTS.save({ ...newDraft(TOWN, sheet()), texts });
    await within((db) => Promise.resolve(db.close())); // what `blocking` does while this page is at work
    const { work, scope } = inHand();
    await vi.waitFor(() => expect(work.holding.value).toBe("mine"));
    expect(work.draft.value.texts).toEqual(texts);
    scope.stop();
  });

  it("keeps on the screen what is still on its way to the disk when the server's answer comes", async () => {
    await hear();
    let isSaved = (): void => undefined;
    const save = (draft: Draft): Promise<void> =>
      new Promise((done) => (isSaved = () => void REPORTS.save(draft).then(done)));
    const { work, scope } = inHand({ save });
    await vi.waitFor(() => expect(work.holding.value).toBe("mine"));
    work.type("recovered_kg", "12.5");
    await hear({ report_id: "r-1", revision_id: "v-1", values: { recovered_kg: 5 } }); // another phone's report
    await nextTick();
    expect(work.draft.value.texts).toEqual({ recovered_kg: "12.5" });
    isSaved();
    await vi.waitFor(() => expect(work.isOvertaken.value).toBe(true)); // and says so
    scope.stop();
  });

  it("is found by who has an id on the disk and none in the quick memory, which was written late", async () => {
    await hear();
    const texts = { recovered_kg: "12.5" };
    const draft = { ...newDraft(TOWN, sheet()), texts };
    await REPORTS.save(draft);
    await keepAnswers({ me: ME }, HEARD);
    remember(BY_NAME);
    await recall();
    expect(actor.value).toEqual(ME);
    expect(await REPORTS.read(draft.cell)).toMatchObject({ author: "id-1", texts });
  });
});
