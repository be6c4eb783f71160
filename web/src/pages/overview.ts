/** The overview's state: which place and day the address asks for, and what the server says of them. */
import { onBeforeUnmount, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";

import { get, Problem } from "../api";
import type { Assessments, Place } from "../assessments";

const PATH = "/assessments";

export interface Choice {
  org_unit?: string;
  as_of?: string;
}

export function useOverview() {
  const route = useRoute();
  const router = useRouter();
  const answer = shallowRef<Assessments>();
  const problem = shallowRef<Problem>();
  const isLoading = ref(false);
  /** The caller's own place and what lies directly under it, in code order. */
  const places = shallowRef<Place[]>([]);
  let running: AbortController | undefined;

  function choice(): Choice {
    const { org_unit, as_of } = route.query;
    return {
      ...(typeof org_unit === "string" && { org_unit }),
      ...(typeof as_of === "string" && { as_of }),
    };
  }

  async function read(signal: AbortSignal): Promise<void> {
    const query = choice();
    const asked = get<Assessments>(PATH, { ...query }, signal);
    // The list of places belongs to the caller, not to the place looked at.
    const own = query.org_unit && places.value.length === 0 ? get<Assessments>(PATH, {}, signal) : null;
    const [looked, home] = await Promise.all([asked, own]);
    answer.value = looked;
    if (home) places.value = [home.org_unit, ...home.children];
    else if (!query.org_unit) places.value = [looked.org_unit, ...looked.children];
  }

  async function load(): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    isLoading.value = true;
    problem.value = undefined;
    try {
      await read(mine.signal);
    } catch (failure) {
      // A newer question has taken this one's place; it owns the page now.
      if (mine.signal.aborted) return;
      if (!(failure instanceof Problem)) throw failure;
      if (failure.status === 401) {
        const next = route.fullPath === "/" ? {} : { next: route.fullPath };
        await router.replace({ name: "sign-in", query: next });
        return;
      }
      answer.value = undefined;
      problem.value = failure;
    } finally {
      if (running === mine) isLoading.value = false;
    }
  }

  async function choose(wanted: Choice): Promise<void> {
    await router.push({ name: "overview", query: { ...wanted } });
  }

  watch(() => [route.query["org_unit"], route.query["as_of"]], load, { immediate: true });
  onBeforeUnmount(() => running?.abort());

  return { answer, problem, isLoading, places, choice, choose, load };
}
