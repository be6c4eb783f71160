/** What is due, as a file that every phone's calendar opens; made here, so that it needs no network. */
import type { DueForm } from "../shared/api/wire";

const compact = (day: string): string => day.replaceAll("-", "");

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

/** RFC 5545: a line has at most 75 bytes; what is longer goes on after a blank. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  for (const letter of line) {
    if (new TextEncoder().encode(part + letter).length > 73) {
      parts.push(part);
      part = "";
    }
    part += letter;
  }
  return [...parts, part].join("\r\n ");
}

const escaped = (text: string): string => text.replace(/([\\;,])/g, "\\$1");

/** One all-day entry a month, on the day by which it is asked, with a reminder two days before at nine. */
export function calendarOf(forms: DueForm[], orgUnit: string, title: (period: string) => string, now: Date): string {
  const days = new Map(forms.map(({ period, due_on }) => [period, due_on]));
  const stamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const entries = [...days].flatMap(([period, day]) => [
    "BEGIN:VEVENT",
    `UID:${orgUnit}-${period}@agri`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${compact(day)}`,
    `DTEND;VALUE=DATE:${compact(dayAfter(day))}`,
    `SUMMARY:${escaped(title(period))}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(title(period))}`,
    "TRIGGER:-P1DT15H",
    "END:VALARM",
    "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//agri//due//ZH", ...entries, "END:VCALENDAR"];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}
