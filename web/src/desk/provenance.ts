/** What a file that is taken along rests on: invented or not, which snapshot, which day. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from "vue";

import type { Assessments } from "../shared/api/assessments";
import { dateText } from "../shared/figures";
import { say } from "../shared/language";
import { readPlan } from "./plan";

/** Where it does not say whether it is invented, the plan does. */
type Source = Pick<Assessments, "snapshot" | "as_of" | "method"> & Partial<Pick<Assessments, "synthetic">>;

const KEY: InjectionKey<ComputedRef<Source | undefined>> = Symbol("provenance");

/** Tell whatever lies in a page what its figures rest on. */
export function provideProvenance(source: () => Source | undefined): void {
  provide(KEY, computed(source));
}

/** Return a function that says it in lines; where a page has no snapshot, whether the record is invented. */
export function useProvenance(): () => Promise<string[]> {
  const source = inject(KEY, undefined);
  return async () => {
    const known = source?.value;
    const isInvented = known?.synthetic ?? (await readPlan()).is_synthetic;
    const rests = known
      ? say("desk.rests", { date: dateText(known.as_of), snapshot: known.snapshot.slice(0, 12), method: known.method })
      : "";
    return [isInvented ? say("synthetic.text") : "", rests].filter((line) => line !== "");
  };
}
