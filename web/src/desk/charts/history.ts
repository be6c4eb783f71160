/** How the chances of a place's targets stood month by month, for the cards of a page. */
import { shallowRef, watch, type ShallowRef } from "vue";

import type { Assessments } from "../../shared/api/assessments";
import { get, Problem } from "../../shared/api/client";
import type { Shape } from "../../shared/api/wire";

/** Chances of one target by the last projection of a month. */
export interface PastMonth {
  period: string;
  reported: number | null;
  true: number | null;
}

export type Histories = ReadonlyMap<string, PastMonth[]>;

/** By indicator, of those that have a chance in at least two months: one alone is no history. */
export function historiesOf({ months }: Shape<"ChanceHistoryPublic">): Histories {
  const found = new Map<string, PastMonth[]>();
  for (const { period, indicators } of months) {
    for (const { indicator, chance } of indicators) {
      if (chance.reported === null && chance.true === null) continue;
      found.set(indicator, [...(found.get(indicator) ?? []), { period, ...chance }]);
    }
  }
  return new Map([...found].filter(([, past]) => past.length > 1));
}

/** Read the histories of whatever place and day an answer speaks of; none where the server refuses them. */
export function useHistories(answer: ShallowRef<Assessments | undefined>): ShallowRef<Histories> {
  const histories = shallowRef<Histories>(new Map());
  watch(
    answer,
    async (now) => {
      histories.value = new Map();
      if (!now?.projection) return;
      try {
        const asked = { org_unit: now.org_unit.code, as_of: now.as_of };
        const found = historiesOf(await get<Shape<"ChanceHistoryPublic">>("/chance-history", asked));
        if (answer.value === now) histories.value = found;
      } catch (failure) {
        // The page stands without it; its own question tells what is wrong.
        if (!(failure instanceof Problem)) throw failure;
      }
    },
    { immediate: true },
  );
  return histories;
}
