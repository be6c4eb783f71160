/** What the page on belief reads: findings with their answers, spot checks, who has not reported. */
import { get } from "../../shared/api/client";
import type { Shape } from "../../shared/api/wire";

export type OpenFinding = Shape<"OpenFindingPublic">;
export type CheckedCell = Shape<"CheckedCellPublic">;
export type CompletenessRow = Shape<"CompletenessRowPublic">;

export async function readFindings(signal: AbortSignal): Promise<OpenFinding[]> {
  const found: OpenFinding[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: { findings: OpenFinding[]; next: number | null } = await get(
      "/findings",
      { after: String(after), limit: "500" },
      signal,
    );
    found.push(...page.findings);
    after = page.next;
  }
  return found;
}

export async function readChecks(signal: AbortSignal): Promise<CheckedCell[]> {
  const found: CheckedCell[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: { spot_checks: CheckedCell[]; next: number | null } = await get(
      "/spot-checks",
      { after: String(after), limit: "1000" },
      signal,
    );
    found.push(...page.spot_checks);
    after = page.next;
  }
  return found;
}

/** What spot checks of one data element came to; only those drawn at random speak for more than themselves. */
interface CheckedElement {
  form: string;
  data_element: string;
  checks: number;
  random: number;
  reported: number;
  verified: number;
}

export function byElement(cells: CheckedCell[]): CheckedElement[] {
  const found = new Map<string, CheckedElement>();
  for (const { check, reported } of cells) {
    if (reported === null) continue;
    const key = `${check.form}.${check.data_element}`;
    const sum = found.get(key) ?? {
      form: check.form,
      data_element: check.data_element,
      checks: 0,
      random: 0,
      reported: 0,
      verified: 0,
    };
    sum.checks += 1;
    sum.random += check.drawn === "random" ? 1 : 0;
    sum.reported += reported;
    sum.verified += check.verified;
    found.set(key, sum);
  }
  return [...found.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
}
