/**
 * Ask where a correction changes much of what has been accepted: it moves a figure that was settled.
 * The server asks the same, in the same words: agri/checks/corrections.py.
 */
import type { DataElement, Finding, Form, Values } from "../../shared/api/wire";
import { amountText, LEAST, unitWords, whole } from "./magnitude";

const CHANGED = 0.25; // of a server that does not say from which share on
const EXACT = 1e-9; // what a division leaves of a share that is met exactly
const NAMED = 3; // amounts that the question names

/** Ask once about all amounts that a correction takes away or changes by at least a share of the larger. */
export function correctionFindings(form: Form, values: Values, accepted: Values, share = CHANGED): Finding[] {
  const changed = form.sections
    .flatMap(({ elements }) => elements)
    .filter((element) => isChanged(element, accepted, values, share));
  const [first] = changed;
  if (first === undefined) return [];
  const words = changed
    .slice(0, NAMED)
    .map((one) => wordsOf(form, one, accepted[one.code] ?? 0, values[one.code] ?? null));
  let zh = words.map((one) => one.zh).join("；");
  let en = words.map((one) => one.en).join("; ");
  if (changed.length > NAMED) {
    zh += `；等 ${changed.length} 项`;
    en += `; ${changed.length} amounts in all`;
  }
  const text = { zh: `${zh}：依据是什么？`, en: `${en}: what does it rest on?` };
  return [{ code: "accepted-changed", severity: "ask", element: first.code, text }];
}

function isChanged({ code, unit }: DataElement, accepted: Values, values: Values, share: number): boolean {
  const [old, now, least] = [accepted[code] ?? null, values[code] ?? 0, LEAST[unit]];
  if (old === null || least === undefined) return false;
  const most = Math.max(old, now);
  return most >= least && most - Math.min(old, now) >= share * most - EXACT;
}

function wordsOf(form: Form, element: DataElement, old: number, now: number | null): Finding["text"] {
  const [zhUnit, enUnit] = unitWords(form, element);
  let zh = `“${element.title.zh}”已审核的数 ${amountText(old)} ${zhUnit}`.trimEnd();
  let en = `${element.title.en}: accepted at ${amountText(old)} ${enUnit}`.trimEnd();
  if (now === null) return { zh: `${zh}，现改为不填`, en: `${en}, now left blank` };
  zh = `${zh}，现改为 ${amountText(now)} ${zhUnit}`.trimEnd();
  en = `${en}, now ${amountText(now)} ${enUnit}`.trimEnd();
  if (old === 0) return { zh, en };
  const percent = whole((Math.abs(now - old) / old) * 100);
  return {
    zh: `${zh}（${now > old ? "多" : "少"} ${percent}%）`,
    en: `${en} (${percent} % ${now > old ? "more" : "less"})`,
  };
}
