/** How what is kept here will leave this phone: promised alike wherever a page promises it. */
import { computed } from "vue";

import { say, type Word } from "../shared/language";
import type { Ending } from "./offline/flush";
import { line, problem } from "./offline/phone";

/** Signing in again does not help: the server's words say what does. */
export const isAccountClosed = computed(
  () => line.value === "signed-out" && problem.value?.body.type === "/problems/account-closed",
);

/** A network alone does not send it where somebody has to sign in first, or where the account may not report. */
export function wayWord(ending: Ending | null, isClosed: boolean): Word {
  if (isClosed) return "way.closed";
  if (ending === "signed-out") return "way.signed_out";
  return ending === "forbidden" ? "way.forbidden" : "way.network";
}

export const way = computed(() => say(wayWord(line.value, isAccountClosed.value)));
