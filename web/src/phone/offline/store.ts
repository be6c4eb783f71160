/**
 * What this phone keeps by itself: drafts, versions waiting to be sent, receipts, and the last answers of the
 * server. Two pages and the service worker may use it at once; whoever must change two things together does
 * so in one transaction.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";

import type { Actor, ProblemBody, Receipt, Revision, Values } from "../../shared/api/wire";
import type { Answer } from "../checks/answers";
import type { KnownBy } from "../checks/knownBy";
import { authorOf, byName } from "./author";

/** What a correction began with: sent again as it is, it corrects nothing. */
export interface Base {
  values: Values;
  known_by: Record<string, KnownBy>;
}

/** A report as it is being typed; saved at every keystroke. */
export interface Draft {
  /** Whose it is, as `authorOf` says; empty where nobody knows. */
  author: string;
  /** org unit / form / period */
  cell: string;
  org_unit: string;
  form: string;
  form_version: number;
  period: string;
  report_id: string;
  supersedes: string | null;
  not_applicable: string[];
  /** As typed, by data element. */
  texts: Record<string, string>;
  /** The unit it is typed in, where it is not the form's. */
  units: Record<string, string>;
  /** Elements filled in beforehand and not touched since. */
  prefilled: string[];
  /** Sections that are not asked and were opened to be filled in; an earlier page's draft has none. */
  opened?: string[];
  /** What was said to each question, by its name; an earlier page's draft has none of these three. */
  answers?: Record<string, Answer>;
  /** How the figures of its sections are known. */
  known_by?: Record<string, KnownBy>;
  /** How amounts were worked out, by data element; it holds as long as the amount stays. */
  worked?: Record<string, { text: string; value: number }>;
  /** What it said when it was begun, where something sent is corrected. */
  base?: Base | null;
  reason: string;
  /** How long it was before somebody's eyes; an earlier page's draft does not say. */
  seconds?: number;
  saved_at: number;
}

/** A version on its way; its content never changes again. */
export interface Sealed {
  author: string;
  revision_id: string;
  cell: string;
  org_unit: string;
  revision: Revision;
  sealed_at: number;
  tries: number;
  /** What a person must look at before this one can go on. */
  problem: ProblemBody | null;
}

/** A version that the server has, with its proof. */
export interface Sent {
  author: string;
  revision_id: string;
  cell: string;
  revision: Revision;
  receipt: Receipt;
  /** Set where the server kept it beside another version. */
  problem: ProblemBody | null;
  /** When the receipt came, by this phone's clock. */
  at: number;
}

export interface Location {
  latitude: number;
  longitude: number;
  accuracy_m: number;
}

/** A photo of one section, as small as it is sent. */
export interface Photo {
  author: string;
  photo_id: string;
  cell: string;
  org_unit: string;
  section: string;
  /** The version that it went with; null while that is a draft. */
  report_id: string | null;
  revision_id: string | null;
  media_type: "image/jpeg";
  content: ArrayBuffer;
  digest: string;
  location: Location | null;
  /** How many bytes the server has. */
  offset: number;
  /** Why the server does not want it. */
  problem: ProblemBody | null;
}

interface Phone extends DBSchema {
  drafts: { key: [string, string]; value: Draft };
  outbox: { key: string; value: Sealed };
  sent: { key: string; value: Sent };
  answers: { key: string; value: { at: number; body: unknown } };
  photos: { key: string; value: Photo; indexes: { cell: string } };
  /** A sign-out that the server has not heard of; see owed.ts. */
  debts: { key: string; value: { at: number } };
}

const SIGN_OUT = "sign-out";

/** The phone could not keep something: its storage is full, or forbidden. */
export class StoreFault extends Error {
  constructor(
    readonly isFull: boolean,
    cause: unknown,
  ) {
    super(isFull ? "the phone's storage is full" : "the phone's storage cannot be used", { cause });
  }
}

type Work = IDBPTransaction<Phone, StoreNames<Phone>[], "readwrite">;
type Upgrade = IDBPTransaction<Phone, StoreNames<Phone>[], "versionchange">;

/** Drafts were kept by place alone: what is there belongs to the person last remembered. Nothing is dropped. */
async function giveAuthors(db: IDBPDatabase<Phone>, before: number, work: Upgrade): Promise<void> {
  const me = (await work.objectStore("answers").get("me"))?.body as Actor | undefined;
  const author = authorOf(me ?? null);
  const drafts = before < 1 ? [] : await work.objectStore("drafts").getAll();
  if (before >= 1) db.deleteObjectStore("drafts");
  const store = db.createObjectStore("drafts", { keyPath: ["author", "cell"] });
  for (const draft of drafts) await store.put({ ...draft, author });
  for (const name of ["outbox", "sent", "photos"] as const) {
    const items = work.objectStore(name);
    for (const item of await items.getAll()) await items.put({ ...item, author });
  }
}

/**
 * Give somebody what is theirs without saying so: what an older page kept in their name, before ids were told,
 * and what nobody is known to have written in their place.
 */
export function adopt(person: Actor): Promise<void> {
  const author = authorOf(person);
  const isTheirs = (item: { author?: string; org_unit?: string }): boolean =>
    (item.author === byName(person) && author !== item.author) ||
    (!item.author && (item.org_unit ?? person.org_unit) === person.org_unit);
  return within(async (db) => {
    const work = db.transaction(["drafts", "outbox", "sent", "photos"], "readwrite", { durability: "strict" });
    const drafts = work.objectStore("drafts");
    const left = new Set<string>();
    for (const draft of (await drafts.getAll()).filter(isTheirs)) {
      // Never over what somebody else may have written; its photos then stay with it.
      if (!(await give(work, draft, author))) left.add(draft.cell);
    }
    for (const name of ["outbox", "sent", "photos"] as const) {
      const items = work.objectStore(name);
      for (const item of (await items.getAll()).filter(isTheirs)) {
        if (item.revision_id === null && left.has(item.cell)) continue;
        await items.put({ ...item, author });
      }
    }
    await work.done;
  });
}

/** Put a draft in somebody's name; false where they have one of their own that must stay. */
async function give(work: Work, draft: Draft, author: string): Promise<boolean> {
  const drafts = work.objectStore("drafts");
  const own = await drafts.get([author, draft.cell]);
  if (own && (!draft.author || own.saved_at > draft.saved_at)) return false;
  await drafts.delete([draft.author, draft.cell]);
  await drafts.put({ ...draft, author });
  return true;
}

/**
 * Have what a person wrote in a cell before their id was known in their present name, in the transaction that is
 * about to use it. The id comes at any time, also between two keystrokes: looking in the one name and writing in
 * the other would hide a draft.
 */
async function claim(work: Work, person: Actor | null, cell: string, writer = authorOf(person)): Promise<string> {
  const author = authorOf(person);
  // Somebody else's, who has left this phone with a form still open: it stays theirs.
  if (!person || (writer !== author && writer !== byName(person))) return writer;
  if (author === byName(person)) return author;
  const before = await work.objectStore("drafts").get([byName(person), cell]);
  if (!before || !(await give(work, before, author))) return author;
  const photos = work.objectStore("photos");
  for (const photo of await photos.index("cell").getAll(cell)) {
    if (photo.author === before.author) await photos.put({ ...photo, author });
  }
  return author;
}

/** Owe the server a sign-out; on the disk before it returns. */
export async function keepDebt(): Promise<void> {
  await within(async (db) => {
    const work = db.transaction("debts", "readwrite", { durability: "strict" });
    await Promise.all([work.store.put({ at: Date.now() }, SIGN_OUT), work.done]);
  });
}

export const readDebt = (): Promise<{ at: number } | undefined> => within((db) => db.get("debts", SIGN_OUT));
export const dropDebt = (): Promise<void> => within((db) => db.delete("debts", SIGN_OUT));

let opened: Promise<IDBPDatabase<Phone>> | undefined;

function open(): Promise<IDBPDatabase<Phone>> {
  opened ??= openDB<Phone>("agri", 3, {
    upgrade(db, before, _after, work) {
      if (before < 1) {
        db.createObjectStore("outbox", { keyPath: "revision_id" });
        db.createObjectStore("sent", { keyPath: "revision_id" });
        db.createObjectStore("answers");
      }
      if (before < 2) db.createObjectStore("photos", { keyPath: "photo_id" }).createIndex("cell", "cell");
      db.createObjectStore("debts");
      void giveAuthors(db, before, work);
    },
    // A newer page wants to change the stores: let it, and open again when needed.
    blocking() {
      void opened?.then((db) => db.close());
      opened = undefined;
    },
    terminated() {
      opened = undefined;
    },
  });
  return opened;
}

/** Do something with the store; whatever goes wrong with it is a `StoreFault`. */
export async function within<Result>(act: (db: IDBPDatabase<Phone>) => Promise<Result>): Promise<Result> {
  try {
    return await act(await open());
  } catch (failure) {
    if (failure instanceof StoreFault || !(failure instanceof Error)) throw failure;
    opened = undefined;
    throw new StoreFault(failure.name === "QuotaExceededError", failure);
  }
}

export const readDrafts = (): Promise<Draft[]> => within((db) => db.getAll("drafts"));

export function readDraft(person: Actor | null, cell: string): Promise<Draft | undefined> {
  return within(async (db) => {
    const work = db.transaction(["drafts", "photos"], "readwrite", { durability: "strict" });
    const author = await claim(work, person, cell);
    const [found] = await Promise.all([work.objectStore("drafts").get([author, cell]), work.done]);
    return found;
  });
}

/** What waits, in the order in which it must be sent. */
export const readOutbox = (): Promise<Sealed[]> => within(async (db) => inOrder(await db.getAll("outbox")));

/** What the server has of this phone, in the order in which its receipts came. */
export const readSent = (): Promise<Sent[]> =>
  within(async (db) => (await db.getAll("sent")).sort((one, other) => one.at - other.at));

/** A version after the one it supersedes, whatever the phone's clock said meanwhile; else by age. */
function inOrder(items: Sealed[]): Sealed[] {
  const left = items.sort((one, other) => one.sealed_at - other.sealed_at);
  const ordered: Sealed[] = [];
  while (left.length > 0) {
    const next = left.findIndex((one) => !left.some((other) => other.revision_id === one.revision.supersedes));
    ordered.push(...left.splice(Math.max(next, 0), 1));
  }
  return ordered;
}

/** Put a draft on the disk: the page says that it is there, and a battery may die at any moment. */
export async function saveDraft(draft: Draft, person: Actor | null): Promise<void> {
  await within(async (db) => {
    const work = db.transaction(["drafts", "photos"], "readwrite", { durability: "strict" });
    const author = await claim(work, person, draft.cell, draft.author);
    await Promise.all([work.objectStore("drafts").put({ ...draft, author }), work.done]);
  });
}

/** Throw a draft away, and its photos with it. */
export function dropDraft(person: Actor | null, cell: string): Promise<void> {
  return within(async (db) => {
    const work = db.transaction(["drafts", "photos"], "readwrite");
    const author = await claim(work, person, cell);
    await work.objectStore("drafts").delete([author, cell]);
    const photos = work.objectStore("photos");
    for (const photo of await photos.index("cell").getAll(cell)) {
      if (photo.revision_id === null && photo.author === author) await photos.delete(photo.photo_id);
    }
    await work.done;
  });
}

/** Turn drafts into versions on their way; a draft that another page has sealed meanwhile is left out. */
export function sealDrafts(sealed: Sealed[], person: Actor | null): Promise<number> {
  return within(async (db) => {
    // Strict: what the person was told is safe must survive a dead battery.
    const work = db.transaction(["drafts", "outbox", "photos"], "readwrite", { durability: "strict" });
    const photos = work.objectStore("photos");
    let count = 0;
    for (const one of sealed) {
      const { cell, revision_id, revision } = one;
      const author = await claim(work, person, cell, one.author);
      if ((await work.objectStore("drafts").getKey([author, cell])) === undefined) continue;
      await work.objectStore("outbox").put({ ...one, author });
      await work.objectStore("drafts").delete([author, cell]);
      for (const photo of await photos.index("cell").getAll(cell)) {
        if (photo.revision_id === null && photo.author === author)
          await photos.put({ ...photo, revision_id, report_id: revision.report_id });
      }
      count += 1;
    }
    await work.done;
    return count;
  });
}

/** Note that the server has a version; it leaves the outbox in the same act. */
export function markSent(sent: Sent): Promise<void> {
  return within(async (db) => {
    const work = db.transaction(["outbox", "sent"], "readwrite", { durability: "strict" });
    await work.objectStore("sent").put(sent);
    await work.objectStore("outbox").delete(sent.revision_id);
    await work.done;
  });
}

/** Note what came of a try, unless the version has been taken back meanwhile. */
export function noteTry(revisionId: string, problem: ProblemBody | null): Promise<void> {
  return within(async (db) => {
    const work = db.transaction("outbox", "readwrite");
    const one = await work.store.get(revisionId);
    if (one) await work.store.put({ ...one, tries: one.tries + 1, problem });
    await work.done;
  });
}

/** Take a version that was not accepted back into a draft; nothing that was typed is lost. */
export function takeBack(revisionId: string, draft: Draft): Promise<void> {
  return within(async (db) => {
    const work = db.transaction(["drafts", "outbox", "photos"], "readwrite", { durability: "strict" });
    await work.objectStore("drafts").put(draft);
    await work.objectStore("outbox").delete(revisionId);
    const photos = work.objectStore("photos");
    for (const photo of await photos.index("cell").getAll(draft.cell)) {
      if (photo.revision_id === revisionId) await photos.put({ ...photo, revision_id: null, report_id: null });
    }
    await work.done;
  });
}

/** Keep answers of the server, by name, for the days without network; `at` is when they were asked for. */
export async function keepAnswers(bodies: Record<string, unknown>, at: number): Promise<void> {
  await within(async (db) => {
    const work = db.transaction("answers", "readwrite");
    const kept = Object.entries(bodies).map(([name, body]) => work.store.put({ at, body }, name));
    await Promise.all([...kept, work.done]);
  });
}

/** Keep one answer, on the disk before it returns. */
export async function keepAnswerSafely(name: string, body: unknown): Promise<void> {
  await within(async (db) => {
    const work = db.transaction("answers", "readwrite", { durability: "strict" });
    await Promise.all([work.store.put({ at: Date.now(), body }, name), work.done]);
  });
}

export interface Kept<Body> {
  at: number;
  body: Body;
}

export async function readAnswer<Body>(name: string): Promise<Kept<Body> | undefined> {
  return (await within((db) => db.get("answers", name))) as Kept<Body> | undefined;
}

/** Forget what the server has of one person and said to them: the next one on this phone must not see it. */
export async function forgetPerson(): Promise<void> {
  await within(async (db) => {
    const work = db.transaction(["answers", "sent"], "readwrite");
    await Promise.all([work.objectStore("answers").clear(), work.objectStore("sent").clear(), work.done]);
  });
}

export function cellOf(orgUnit: string, form: string, period: string): string {
  return `${orgUnit}/${form}/${period}`;
}
