/** The state of this phone as its screens read it: what is kept, what waits, how the line is. */
import { computed, ref, shallowRef } from "vue";

import { clockSkewMs, get, post, Problem } from "../../shared/api/client";
import type { Actor, Due, DueForm, Form, ListedReport, OrgUnit, Report, Shape } from "../../shared/api/wire";
import { pauseAfter } from "../../shared/backoff";
import { actor, isReporter, remember } from "../../shared/session/identity";
import { authorOf } from "./author";
import { begunSince, believed, dayNow, look, type Seen } from "./days";
import { type Ending, flush } from "./flush";
import { askToKeep } from "./keeping";
import { outlineOf } from "./outline";
import { dropOrphans, readPhotos } from "./photos";
import {
  adopt,
  type Draft,
  forgetPerson,
  keepAnswers,
  keepAnswerSafely,
  type Kept,
  type Photo,
  readAnswer,
  readDrafts,
  readOutbox,
  readSent,
  type Sealed,
  type Sent,
  StoreFault,
} from "./store";

export const drafts = shallowRef<Draft[]>([]);
export const outbox = shallowRef<Sealed[]>([]);
export const sent = shallowRef<Sent[]>([]);
/** Photos that have gone with a version and are not with the server yet. */
export const photos = shallowRef<Photo[]>([]);
export const due = shallowRef<Kept<Due>>();
/** Which day it is, as far as the phone can know. */
export const today = ref("");
/** The day by the clock, where that has leapt so far that somebody must say whether it is true. */
export const doubtedDay = ref("");
/** What the months that have begun since the server was last heard ask. */
export const begun = shallowRef<DueForm[]>([]);
/** What is asked of this place today. */
export const asked = computed(() => [...(due.value?.body.forms ?? []), ...begun.value]);
/** Forms that these months do not ask for and take all the same, as the server last said. */
export const others = computed(() => due.value?.body.others ?? []);
/** What may settle a question about a report, as the server last said. */
export const answers = computed(() => due.value?.body.answers ?? []);
/** Years whose reports some figure counts, as the server last said. */
export const countedYears = computed(() => due.value?.body.counted_years);
export const forms = shallowRef<Form[]>([]);
export const reports = shallowRef<Kept<ListedReport[]>>();
export const place = shallowRef<OrgUnit>();
const PLACE_KEY = "agri.place";

/** For which of several places somebody reports just now; blank: the first. */
function chosenPlace(): string {
  try {
    return localStorage.getItem(PLACE_KEY) ?? "";
  } catch {
    return ""; // forbidden storage: then always the first
  }
}

/** The place that what is asked belongs to. */
export const orgUnit = computed(() => due.value?.body.org_unit ?? actor.value?.org_unit ?? "");

/** Report for another of one's places from now on: what it is asked is fetched. */
export async function choosePlace(code: string): Promise<void> {
  keepPlace(code);
  await sync();
}

function keepPlace(code: string): void {
  try {
    localStorage.setItem(PLACE_KEY, code);
  } catch {
    // Not remembered, then: the first place stays.
  }
}

/** The reports of this plan year are invented; every page says so. */
export const isSynthetic = ref(false);

/** How the last round ended; null before the first. */
export const line = ref<Ending | null>(null);
export const isSending = ref(false);
export const isReading = ref(false);
/** When the server last answered, by this phone's clock. */
export const heardAt = ref<number | null>(null);
export const storeFault = shallowRef<StoreFault>();
export const skewMs = ref<number | null>(null);
/** What is wrong with reading, in the server's words. */
export const problem = shallowRef<Problem>();
export const hasLoaded = ref(false);

/** What a person wrote is shown to that person alone, also among colleagues of one place. */
const own = <Item extends { author: string }>(items: Item[]): Item[] =>
  items.filter((item) => actor.value !== null && item.author === authorOf(actor.value));

export const ownDrafts = computed(() => own(drafts.value));
export const ownOutbox = computed(() => own(outbox.value));
export const ownPhotos = computed(() => own(photos.value));
/** Unsent work of whoever used this phone before. */
export const foreignCount = computed(
  () => drafts.value.length + outbox.value.length - ownDrafts.value.length - ownOutbox.value.length,
);

const TOLD = "changed";
const channel = "BroadcastChannel" in window ? new BroadcastChannel("agri") : null;

const waits = (): boolean => [...ownOutbox.value, ...ownPhotos.value].some((one) => one.problem === null);

let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keep a fault of the store for the screen to show; anything else is a fault of ours. */
function noteFault(failure: unknown): void {
  if (!(failure instanceof StoreFault)) throw failure;
  storeFault.value = failure;
}

/** Read again what this phone keeps. */
export async function reload(): Promise<void> {
  try {
    if (actor.value) await adopt(actor.value);
    const [kept, waiting, received] = await Promise.all([readDrafts(), readOutbox(), readSent()]);
    [drafts.value, outbox.value, sent.value] = [kept, waiting, own(received)];
    photos.value = (await readPhotos()).filter((photo) => photo.revision_id !== null);
    const [keptDue, keptForms, keptReports, keptPlaces, keptPlan] = await Promise.all([
      readAnswer<Due>("due"),
      readAnswer<Form[]>("forms"),
      readAnswer<ListedReport[]>("reports"),
      readAnswer<OrgUnit[]>("place"),
      readAnswer<{ is_synthetic: boolean }>("plan"),
    ]);
    due.value = keptDue;
    await tellDay(keptDue);
    forms.value = keptForms?.body ?? [];
    reports.value = keptReports;
    place.value = keptPlaces?.body[0];
    isSynthetic.value = keptPlan?.body.is_synthetic ?? false;
    heardAt.value = keptDue?.at ?? null;
  } catch (failure) {
    noteFault(failure);
  }
  hasLoaded.value = true;
}

const SEEN = "seen";

/** Find out which day it is, and what has begun since the server was last heard. */
async function tellDay(kept: Kept<Due> | undefined): Promise<void> {
  const now = Date.now();
  const { value: me } = actor;
  const before = (await readAnswer<Seen>(SEEN))?.body;
  today.value = kept ? dayNow(kept, now, before) : "";
  begun.value = kept ? begunSince(kept, now, before) : [];
  doubtedDay.value = "";
  if (!kept || !me) return;
  const seen = look(kept.at, before, now);
  if (seen.doubted > 0) doubtedDay.value = dayNow(kept, now, believed(seen));
  // A full phone cannot keep it; it looks again from where it last did.
  await keepFor(me, { [SEEN]: seen }, now).catch(() => undefined);
}

/** The person says that the phone's clock is right: that many days have passed. */
export async function trustClock(): Promise<void> {
  const before = (await readAnswer<Seen>(SEEN))?.body;
  if (before) await keepAnswers({ [SEEN]: believed(before) }, Date.now());
  await changed();
}

/** Tell the other pages of this phone that something is different now, and read it here too. */
export async function changed(): Promise<void> {
  channel?.postMessage(TOLD);
  await reload();
}

/** Somebody asked for a round while one was going on: it may have looked, or been turned away, before that. */
let isAskedAgain = false;

/** Send what waits, then fetch what the server has to say; at most one at a time, in all pages together. */
export async function sync(): Promise<void> {
  const { value: me } = actor;
  if (!me || !isReporter()) return;
  if (isSending.value) {
    isAskedAgain = true;
    return;
  }
  isSending.value = true;
  clearTimeout(timer);
  try {
    if (!me.id) await learnId(me);
    const flushed = await flush(authorOf(actor.value));
    if (flushed) {
      line.value = flushed.ending;
      if (flushed.sent > 0) await changed();
      // Where the sign-in has ended the server is asked why: it may be the account.
      if (flushed.ending === "done" || flushed.ending === "signed-out") await refresh();
      if (line.value === "done") await stayIn(me);
      await changed();
    }
    failures = line.value === "done" || !flushed ? 0 : failures + 1;
    plan(flushed?.retryAfter ?? null);
  } catch (failure) {
    noteFault(failure);
  } finally {
    skewMs.value = clockSkewMs();
    isSending.value = false;
  }
  const goesOn = isAskedAgain && isWorthAnother(me);
  isAskedAgain = false;
  if (goesOn) await sync();
}

/** Whether a round that was asked for during another could do what that one did not. */
function isWorthAnother(asker: Actor): boolean {
  // Somebody has signed in since: that round went in the name of nobody, or of another.
  if (line.value === "signed-out" || line.value === "forbidden" || actor.value !== asker) return true;
  // What the line held up comes back by the timer.
  return line.value === "done" && (waits() || isOfAnotherPlace());
}

/** Whether what is shown was asked for before another place was chosen. */
function isOfAnotherPlace(): boolean {
  const chosen = chosenPlace();
  return chosen !== "" && due.value !== undefined && chosen !== due.value.body.org_unit;
}

/** A phone that remembers somebody from before ids were told asks once. */
async function learnId(me: Actor): Promise<void> {
  try {
    const { id } = await get<Actor>("/me", {});
    if (!id || actor.value !== me) return;
    // On the disk before anything is kept in the id's name: local storage is written late, see `recall`.
    await keepAnswerSafely("me", { ...me, id }).catch(noteFault);
    if (actor.value !== me) return;
    remember({ ...me, id });
    await reload();
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
  }
}

const RENEWED = "renewed";
const RENEW_EVERY_MS = 7 * 86_400_000;

/** A phone in use stays signed in: once a week its sign-in begins its time again. An earlier server knows no such thing. */
async function stayIn(me: Actor): Promise<void> {
  const last = (await readAnswer<number>(RENEWED))?.at;
  if (last !== undefined && Math.abs(Date.now() - last) < RENEW_EVERY_MS) return;
  try {
    await post("/sessions/current/renewal", {});
    await keepFor(me, { [RENEWED]: 1 }, Date.now());
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
  }
}

/** Come back by itself while something waits or the line is down; there is no last try. */
function plan(retryAfter: number | null): void {
  if (line.value === "signed-out" || line.value === "forbidden") return; // a person must act first
  if (!waits() && line.value === "done") return;
  timer = setTimeout(() => void sync(), 1000 * pauseAfter(failures, retryAfter, Math.random()));
}

/** Keep what the server told somebody, unless it is somebody else by now: who signs out leaves nothing behind. */
export async function keepFor(asker: Actor | null, bodies: Record<string, unknown>, at: number): Promise<void> {
  if (actor.value === asker) await keepAnswers(bodies, at);
}

/** What the chosen place is asked; where it is the person's no longer, the first one. */
async function readDue(): Promise<Due> {
  const chosen = chosenPlace();
  if (!chosen) return get<Due>("/due", {});
  try {
    return await get<Due>("/due", { org_unit: chosen });
  } catch (failure) {
    if (!(failure instanceof Problem) || (failure.status !== 403 && failure.status !== 404)) throw failure;
    keepPlace("");
    return get<Due>("/due", {});
  }
}

async function refresh(): Promise<void> {
  isReading.value = true;
  problem.value = undefined;
  const { value: me } = actor;
  // What leaves this phone while the answer is under way is newer than the answer.
  const askedAt = Date.now();
  try {
    const [asked, known, listed, year] = await Promise.all([
      readDue(),
      get<Shape<"FormPage">>("/forms", {}),
      get<Shape<"ReportPagePublic">>("/reports", { limit: "500" }),
      get<Shape<"PlanPublic">>("/plan", {}),
    ]);
    const plan = { is_synthetic: year.is_synthetic };
    const forms = [...known.forms, ...known.other_versions];
    await keepFor(me, { plan, due: asked, forms, reports: listed.reports }, askedAt);
    if (place.value?.code !== asked.org_unit) {
      const { org_units } = await get<Shape<"OrgUnitPage">>("/org-units", {});
      await keepFor(me, { place: org_units.filter((unit) => unit.code === asked.org_unit) }, askedAt);
    }
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.status === 401) {
      line.value = "signed-out";
      problem.value = failure; // the server's words: over, or the account is closed
    } else if (failure.status === 0) line.value = "offline";
    else {
      // A server in trouble is asked again by itself; where it has no words of its own the strip's are enough.
      const isBusy = failure.status === 429 || failure.status >= 500;
      if (isBusy) line.value = "busy";
      if (!isBusy || failure.body.title) problem.value = failure;
    }
  } finally {
    isReading.value = false;
  }
}

/** Read one report whole, from the server or else from what is kept of it. */
export async function readReport(id: string): Promise<Kept<Report> & { isKept: boolean; isOutline?: boolean }> {
  const name = `report ${id}`;
  const { value: me } = actor;
  const at = Date.now();
  try {
    const body = await get<Report>(`/reports/${id}`, {});
    await keepFor(me, { [name]: body }, at);
    return { at, body, isKept: false };
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.status === 404) throw failure;
    const kept = await readAnswer<Report>(name);
    if (kept) return { ...kept, isKept: true };
    const outline = outlineOf(id, reports.value);
    if (!outline) throw failure;
    return { ...outline, isKept: true, isOutline: true };
  }
}

/** Somebody signed in on this phone. */
export async function welcome(): Promise<void> {
  failures = 0;
  line.value = null;
  const before = await readAnswer<Actor>("me").catch(() => undefined);
  // Of another person, or of nobody: a round that was under way when somebody signed out may have left receipts.
  if (before?.body.name !== actor.value?.name) await forgetPerson().catch(noteFault);
  // Also where it survives a killed browser: local storage is written late.
  if (actor.value) await keepAnswerSafely("me", actor.value).catch(() => undefined);
  void askToKeep();
  await reload();
  await sync();
}

export async function goodbye(): Promise<void> {
  // What is kept without a name goes into the name of who leaves, not of who comes.
  if (actor.value) await adopt(actor.value).catch(noteFault);
  remember(null);
  keepPlace("");
  clearTimeout(timer);
  line.value = null;
  await forgetPerson().catch(noteFault);
  await changed();
}

/** Have the browser wake the service worker when the network is back; an extra, not relied on. */
export async function askForWaking(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const { sync: manager } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } };
  // Declined by the browser's settings: then the page's own timer does it.
  await manager?.register("agri-flush").catch(() => undefined);
}

let hasBegun = false;

/** Begin to live: whenever the page is loaded, shown, or the network comes back. */
export function begin(): void {
  if (hasBegun) return;
  hasBegun = true;
  channel?.addEventListener("message", () => void reload());
  window.addEventListener("online", () => void sync());
  window.addEventListener("offline", () => {
    line.value = "offline";
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void reload().then(sync);
  });
  if (actor.value) void askToKeep();
  void dropOrphans().catch(noteFault).then(reload).then(sync);
}
