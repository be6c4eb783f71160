/** What an address names is there only once its page has read it: then it is shown. */
import { nextTick, watch } from "vue";
import { useRoute } from "vue-router";

export function useNamedPart(isLoading: () => boolean | undefined): void {
  const route = useRoute();
  watch(isLoading, async (loads) => {
    if (loads || route.hash === "") return;
    await nextTick();
    document.getElementById(decodeURIComponent(route.hash.slice(1)))?.scrollIntoView();
  });
}
