/** Periods, amounts and instants as people in the field read them. */
import type { Bilingual, DataElement } from "./api/wire";
import { inLanguage, language, say, type Word } from "./language";

/** "2019-08" as 2019年8月; a quarter as 2019年第3季度. */
export function periodText(period: string): string {
  const [year = "", part = ""] = period.split("-");
  if (part.startsWith("Q")) return say("period.quarter", { year, quarter: part.slice(1) });
  return say("period.month", { year, month: say(`month.${Number(part)}` as Word) });
}

export function dayText(day: string): string {
  const [, month, date] = day.split("-").map(Number);
  return say("period.day", { month: say(`month.${month}` as Word), day: date ?? "" });
}

/** A unit's name; `isOfTimes` where an area counts as often as it was worked on. */
export function unitText(unit: string, isOfTimes = false): string {
  return say(unit === "mu" && isOfTimes ? "unit.mu_times" : (`unit.${unit}` as Word));
}

/** The unit that an amount stands in; what is counted may have a measure word of its own. */
export function unitOf(
  { unit, counted_in }: Pick<DataElement, "unit"> & Partial<DataElement>,
  isOfTimes = false,
): string {
  return counted_in ? inLanguage(counted_in) : unitText(unit, isOfTimes);
}

/** Whether a title says so of what stands below it. */
export const isTimes = (title: Bilingual): boolean => title.zh.includes("亩次");

export function amountText(value: number): string {
  const locale = language.value === "zh" ? "zh-CN" : "en-GB";
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(value);
}

/** An instant of the server's, in China's time wherever the phone believes to be. */
export function instantText(instant: string | number): string {
  return new Intl.DateTimeFormat(language.value === "zh" ? "zh-CN" : "en-GB", {
    timeZone: "Asia/Shanghai",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(instant));
}

/** When something happened on this phone: the time alone where it was today. */
export function momentText(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const locale = language.value === "zh" ? "zh-CN" : "en-GB";
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(locale, isToday ? time : { month: "long", day: "numeric", ...time }).format(at);
}

/** A receipt's number: short enough to read out on the telephone. */
export function receiptNumber(revisionId: string): string {
  return revisionId.slice(0, 8).toUpperCase();
}

/** A span of time as people say it: 3 天, 5 小时, 20 分钟. */
export function spanText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 60) return say("span.minutes", { count: minutes });
  if (minutes < 48 * 60) return say("span.hours", { count: Math.round(minutes / 60) });
  return say("span.days", { count: Math.round(minutes / 1440) });
}
