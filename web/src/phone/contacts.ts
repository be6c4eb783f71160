/** Whom to call: who reviews this place, as it was last heard where there is no network. */
import { shallowRef } from "vue";

import { get, Problem } from "../shared/api/client";
import type { Shape } from "../shared/api/wire";
import { actor } from "../shared/session/identity";
import { keepFor } from "./offline/phone";
import { readAnswer } from "./offline/store";

export const contacts = shallowRef<Shape<"ContactPublic">[]>([]);
let heardFor: string | undefined;

/** Read them once for whoever is signed in; what is kept stands until the server has answered. */
export async function readContacts(): Promise<void> {
  const { value: me } = actor;
  if (!me || heardFor === me.name) return;
  heardFor = me.name;
  contacts.value = (await readAnswer<Shape<"ContactPublic">[]>("contacts").catch(() => undefined))?.body ?? [];
  try {
    const found = (await get<Shape<"ContactPage">>("/contacts", {})).contacts;
    if (actor.value !== me) return;
    contacts.value = found;
    await keepFor(me, { contacts: found }, Date.now());
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    heardFor = undefined; // asked again on the next page
  }
}
