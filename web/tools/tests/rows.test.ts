// @vitest-environment happy-dom
/** How a report stands on the phone's pages, where the phone and the server each know a part of it. */
import { beforeEach, describe, expect, it, vi } from "vitest";

import { completeDrafts, newDraft, refusedOf, send, sheetOf } from "../../src/phone/form/drafting";
import { changed, reload } from "../../src/phone/offline/phone";
import { forgetPerson, keepAnswers, noteTry, readOutbox, saveDraft } from "../../src/phone/offline/store";
import { isOpen, oldDrafts, oldReturned, returned, rows } from "../../src/phone/rows";
import type { Actor, DueForm, ListedReport } from "../../src/shared/api/wire";
import { remember } from "../../src/shared/session/identity";
import { draftOf, dueOf, formOf, shared } from "./forms";

const TOWN = "410122101";
const ME: Actor = { id: "id-1", name: TOWN, role: "reporter", org_unit: TOWN };
const packaging = formOf("packaging");
const HEARD = Date.parse("2019-09-28T04:00:00Z");
const RETURNED = { report_id: "r-1", revision_id: "v-1", state: "returned", reason: "少了两个村" } as const;

async function hear(more: Partial<DueForm>, reports: Partial<ListedReport>[] = []): Promise<void> {
  const forms = [dueOf(packaging, "2019-09", { values: { recovered_kg: 5 }, ...more })];
  const body = { org_unit: TOWN, day: "2019-09-28", forms, ahead: [], counted_years: [2018, 2019] };
  await keepAnswers({ due: body, forms: shared.forms, reports }, HEARD);
  await reload();
}

/** Begin to fill the month in. */
async function begin() {
  const sheet = sheetOf("packaging", "2019-09");
  if (!sheet) throw new Error("the month asks for no packaging");
  const draft = { ...newDraft(TOWN, sheet), texts: { recovered_kg: "6", disposed_kg: "1" }, reason: "补报" };
  await saveDraft(draft, ME);
  await reload();
  return { draft, sheet };
}

beforeEach(async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  remember(ME);
  indexedDB.deleteDatabase("agri");
  await forgetPerson();
  await changed();
});

describe("a returned report", () => {
  it("stays returned while its correction is begun, before and after the county's word", async () => {
    await hear({ ...RETURNED, state: "received", reason: null });
    await begin();
    expect(rows.value.map(({ state }) => state)).toEqual(["draft"]);
    await hear(RETURNED);
    expect(returned.value.map(({ due, draft }) => [due.reason, draft !== undefined])).toEqual([["少了两个村", true]]);
    expect(rows.value.every(isOpen)).toBe(true);
  });

  it("is returned no more once its correction is on its way", async () => {
    await hear(RETURNED);
    await send([await begin()]);
    expect([rows.value[0]?.state, returned.value]).toEqual(["waiting", []]);
    const [waiting] = await readOutbox();
    await noteTry(waiting?.revision_id ?? "", { title: "refused" });
    await reload();
    expect(rows.value.map((row) => [row.state, isOpen(row)])).toEqual([["problem", true]]);
  });

  it("of a closed month is not sent to be refused, and what was refused is named by its form", async () => {
    await hear(RETURNED);
    await begin();
    expect(completeDrafts()).toHaveLength(1);
    await hear({ ...RETURNED, is_closed: true });
    expect(completeDrafts()).toEqual([]);
    await send([await begin()]);
    const [asked] = rows.value;
    if (!asked) throw new Error("the month asks for nothing");
    expect(refusedOf(asked.due)).toBeUndefined();
    const [waiting] = await readOutbox();
    await noteTry(waiting?.revision_id ?? "", { title: "refused" });
    await reload();
    expect(refusedOf(asked.due)?.revision_id).toBe(waiting?.revision_id);
  });

  it("of an old month is named once, with or without a draft", async () => {
    const old = { report_id: "r-0", form: "packaging", org_unit: TOWN, period: "2019-06", state: "returned" } as const;
    await hear({}, [old]);
    await saveDraft(draftOf(packaging, "2019-06", { report_id: "r-0" }), ME);
    await saveDraft(draftOf(packaging, "2019-05"), ME);
    await reload();
    expect(oldReturned.value.map(({ report_id }) => report_id)).toEqual(["r-0"]);
    expect(oldDrafts.value.map(({ period }) => period)).toEqual(["2019-05"]);
  });
});
