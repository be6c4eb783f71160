/** Where a form being filled in is kept and where it goes: a real report, or a trial of the practice month. */
import type { RouteLocationRaw } from "vue-router";

import { countedYears } from "../offline/phone";
import { type Draft, dropDraft, readDraft, saveDraft } from "../offline/store";
import { actorNow } from "../../shared/session/identity";
import { nextForm } from "../rows";
import { newDraft, send, type Sheet } from "./drafting";

export interface Keeper {
  /** Said on every screen: nothing of it counts. */
  isPractice: boolean;
  /** The name of the lock on a cell: one page of this phone holds it at a time. */
  lock: (cell: string) => string;
  begin: (orgUnit: string, sheet: Sheet) => Draft;
  read: (cell: string) => Promise<Draft | undefined>;
  save: (draft: Draft) => Promise<void>;
  drop: (cell: string) => Promise<void>;
  /** Put it on its way. */
  send: (draft: Draft, sheet: Sheet) => Promise<unknown>;
  /** Years whose reports are taken; undefined where the server has not said. */
  years: () => number[] | undefined;
  /** The form to fill in after this one has gone; none where that is left to the person. */
  next?: (sheet: Sheet) => RouteLocationRaw | undefined;
  /** The page that the form was opened from. */
  back: RouteLocationRaw;
}

/** Reports: kept among the drafts, sent through the outbox. */
export const REPORTS: Keeper = {
  isPractice: false,
  lock: (cell) => `agri-draft ${cell}`,
  begin: newDraft,
  read: (cell) => readDraft(actorNow(), cell),
  save: (draft) => saveDraft(draft, actorNow()),
  drop: (cell) => dropDraft(actorNow(), cell),
  send: (draft, sheet) => send([{ draft, sheet }]),
  years: () => countedYears.value,
  next: ({ due }) => {
    const form = nextForm(due);
    return form && { name: "form", params: { form, period: due.period }, query: { after: due.form } };
  },
  back: { name: "month" },
};
