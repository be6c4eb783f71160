/** How one form of one month stands on this phone: what is here comes before what the server last said. */
import { computed } from "vue";

import type { DueForm } from "../shared/api/wire";
import { judge } from "./checks/judge";
import { lastDay } from "./checks/periods";
import { formOf } from "./form/drafting";
import {
  asked as askedForms,
  countedYears,
  due,
  orgUnit,
  others,
  ownDrafts,
  ownOutbox,
  reports,
  sent,
  today,
} from "./offline/phone";
import { sealedState } from "./ownReports";
import { isSaidWhole, partDay } from "./partMonths";
import { cellOf, type Draft, type Sealed, type Sent } from "./offline/store";

export type RowState =
  "empty" | "part" | "draft" | "waiting" | "problem" | "received" | "contested" | "returned" | "accepted";

export interface Row {
  cell: string;
  due: DueForm;
  state: RowState;
  draft: Draft | undefined;
  sealed: Sealed | undefined;
  /** The last version of it that left this phone. */
  sent: Sent | undefined;
  /** Data elements still to fill in, of a draft. */
  missing: number;
  /** Something in the draft must be mended or explained before it can go. */
  isHeldUp: boolean;
}

const OF_SERVER: Record<DueForm["state"], RowState> = {
  not_reported: "empty",
  received: "received",
  resubmitted: "received",
  accepted: "accepted",
  returned: "returned",
};

function stateOf(
  asked: DueForm,
  draft: Draft | undefined,
  sealed: Sealed | undefined,
  last: Sent | undefined,
): RowState {
  if (sealed) return sealedState(sealed);
  // Sent after the server was last read: it has it, although its answer here is older.
  const isNews = last !== undefined && last.at > (due.value?.at ?? 0);
  // A correction that is only begun leaves it returned: the reason and the way to mend it stay before one's eyes.
  if (draft) return asked.state === "returned" && !isNews ? "returned" : "draft";
  if (last?.receipt.state === "contested" && asked.revision_id !== null && isStillContested(asked, last)) {
    return "contested";
  }
  // Another phone's version stands beside ours: both sides are told.
  const listed = reports.value?.body.find((one) => one.report_id === asked.report_id);
  if (listed?.is_contested && listed.revision_id === asked.revision_id) return "contested";
  // A part of a month that is over by now: it is to be made whole.
  if (isOver(asked) && partDay(asked) && !isSaidWhole(asked) && asked.state !== "returned") return "part";
  if (isNews) return "received";
  return OF_SERVER[asked.state];
}

const isOver = (asked: DueForm): boolean => !asked.is_closed && today.value > lastDay(asked.period);

/** The next form of the same month that nobody has begun, after one that has gone; the list begins anew at its end. */
export function nextForm({ form, period }: DueForm): string | undefined {
  const ofMonth = askedForms.value.filter((one) => one.period === period && !one.is_closed);
  const at = ofMonth.findIndex((one) => one.form === form);
  const inTurn = [...ofMonth.slice(at + 1), ...ofMonth.slice(0, Math.max(at, 0))];
  return inTurn.find((one) => rowOf(one, orgUnit.value).state === "empty")?.form;
}

/** Once the county has settled it there is a newer version, or a decision. */
function isStillContested(asked: DueForm, last: Sent): boolean {
  return asked.state === "received" && (last.problem?.current ?? asked.revision_id) === asked.revision_id;
}

export function rowOf(asked: DueForm, orgUnit: string): Row {
  const cell = cellOf(orgUnit, asked.form, asked.period);
  const draft = ownDrafts.value.find((one) => one.cell === cell);
  const sealed = ownOutbox.value.filter((one) => one.cell === cell).at(-1);
  const last = sent.value.filter((one) => one.cell === cell).at(-1);
  const form = formOf(asked.form);
  const judged = draft && form ? judge(form, asked, draft, countedYears.value) : undefined;
  return {
    cell,
    due: asked,
    state: stateOf(asked, draft, sealed, last),
    draft,
    sealed,
    sent: last,
    missing: judged?.blanks.length ?? 0,
    isHeldUp: judged ? !judged.canSend : false,
  };
}

/** What these months do not ask for and take; once begun it stands among the month's forms. */
export const unasked = computed(() => others.value.map((one) => rowOf(one, orgUnit.value)));
export const rows = computed(() => [
  ...askedForms.value.map((one) => rowOf(one, orgUnit.value)),
  ...unasked.value.filter(({ state }) => state !== "empty"),
]);
export const returned = computed(() => rows.value.filter((row) => row.state === "returned"));
/** Returned long ago: no longer asked by the month, but still waiting for a correction. */
export const oldReturned = computed(() =>
  (reports.value?.body ?? []).filter(
    ({ report_id, state }) =>
      state === "returned" &&
      !rows.value.some((row) => row.due.report_id === report_id) &&
      !ownOutbox.value.some((one) => one.revision.report_id === report_id) &&
      !sent.value.some((one) => one.revision.report_id === report_id && one.at > (reports.value?.at ?? 0)),
  ),
);
/** Begun for a month that is no longer asked: it must not vanish with it. What was returned is named as that. */
export const oldDrafts = computed(() =>
  ownDrafts.value.filter(
    ({ org_unit, cell }) =>
      org_unit === orgUnit.value &&
      !rows.value.some((row) => row.cell === cell) &&
      !oldReturned.value.some((one) => cellOf(one.org_unit, one.form, one.period) === cell),
  ),
);

/** Something is still to be done about it here. */
export const isOpen = ({ state }: Row): boolean =>
  (["empty", "draft", "part", "returned", "problem"] as RowState[]).includes(state);
