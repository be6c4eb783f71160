/**
 * Reports that were sent before their month was over: honest as far as they go, and asked for again when it has ended.
 *
 * That nothing came on top is said on this phone alone: it changes no number, so the server need not hear of it.
 */
import { shallowRef } from "vue";

import type { DueForm } from "../shared/api/wire";
import { actor } from "../shared/session/identity";
import { lastDay } from "./checks/periods";
import { keepFor, reports } from "./offline/phone";
import { readAnswer } from "./offline/store";

const WHOLE = "whole months";
/** Versions that are said to hold the whole month. */
const whole = shallowRef<string[]>([]);

const dayInChina = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

/** The day on which the current version was received, where its month was not over then; else blank. */
export function partDay({ report_id, revision_id, period }: DueForm): string {
  const listed = reports.value?.body.find((one) => one.report_id === report_id && one.revision_id === revision_id);
  if (!listed) return "";
  const day = dayInChina.format(new Date(listed.received_at));
  return day < lastDay(period) ? day : "";
}

export const isSaidWhole = ({ revision_id }: DueForm): boolean => whole.value.includes(revision_id ?? "");

/** Nothing came on top: the version is the whole month's. */
export async function sayWhole({ revision_id }: DueForm): Promise<void> {
  if (!revision_id) return;
  whole.value = [...whole.value, revision_id];
  await keepFor(actor.value, { [WHOLE]: whole.value }, Date.now()).catch(() => undefined);
}

/** Read what was said before. */
export async function readWhole(): Promise<void> {
  whole.value = (await readAnswer<string[]>(WHOLE).catch(() => undefined))?.body ?? [];
}
