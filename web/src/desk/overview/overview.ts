/** The overview's state: which place and day the address asks for, and what the server says of them. */
import { computed, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";

import type { Assessments, Place } from "../../shared/api/assessments";
import { get } from "../../shared/api/client";
import { useAnswer } from "../useAnswer";

const PATH = "/assessments";

export interface Choice {
  org_unit?: string;
  as_of?: string;
}

export function useOverview() {
  const route = useRoute();
  const router = useRouter();
  /** The caller's own place and what lies directly under it, in code order. */
  const homes = shallowRef<Place[]>([]);
  const { answer, problem, isLoading, load } = useAnswer(read);

  function choice(): Choice {
    const { org_unit, as_of } = route.query;
    return {
      ...(typeof org_unit === "string" && { org_unit }),
      ...(typeof as_of === "string" && { as_of }),
    };
  }

  async function read(signal: AbortSignal): Promise<Assessments> {
    const query = choice();
    const asked = get<Assessments>(PATH, { ...query }, signal);
    // The list of places belongs to the caller, not to the place looked at.
    const own = query.org_unit && homes.value.length === 0 ? get<Assessments>(PATH, {}, signal) : null;
    const [looked, home] = await Promise.all([asked, own]);
    if (home) homes.value = [home.org_unit, ...home.children];
    else if (!query.org_unit) homes.value = [looked.org_unit, ...looked.children];
    return looked;
  }

  /** What is offered to choose: the caller's places, and the one looked at where it lies deeper. */
  const places = computed(() => {
    const looked = answer.value?.org_unit;
    if (!looked || homes.value.some(({ code }) => code === looked.code)) return homes.value;
    return [...homes.value, looked];
  });

  /** The way down to the place looked at: division codes nest. */
  const trail = computed(() => places.value.filter(({ code }) => answer.value?.org_unit.code.startsWith(code)));

  async function choose(wanted: Choice): Promise<void> {
    await router.push({ name: "overview", query: { ...wanted } });
  }

  watch(() => [route.query["org_unit"], route.query["as_of"]], load, { immediate: true });

  return { answer, problem, isLoading, places, trail, choice, choose, load };
}
