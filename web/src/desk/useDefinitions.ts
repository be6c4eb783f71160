/** Names of places and forms beside what a page asks; without them it shows codes or the Chinese names. */
import { shallowRef } from "vue";

import { Problem } from "../shared/api/client";
import { type Definitions, readDefinitions } from "../shared/api/definitions";

export function useDefinitions() {
  const known = shallowRef<Definitions>();
  void (async () => {
    try {
      known.value = await readDefinitions();
    } catch (failure) {
      // The page's own question meets the same refusal and shows it.
      if (!(failure instanceof Problem)) throw failure;
    }
  })();
  return known;
}
