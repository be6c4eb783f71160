/**
 * The service worker: the pages work without a network, and a new version waits until a person wants it.
 *
 * Every file is known by the hash of its content. A file that came broken, or belongs to another version, is
 * not kept: the installation fails and the old version goes on working. The API is never cached here.
 */
import { get, signOut } from "../../shared/api/client";
import type { Actor } from "../../shared/api/wire";
import { inTurn } from "../../shared/locks";
import { authorOf } from "../offline/author";
import { flush } from "../offline/flush";
import { dropDebt, readDebt } from "../offline/store";

declare const self: ServiceWorkerGlobalScope;
/** SHA-256 of each file by its address; put in by the build. */
declare const __PRECACHE__: Record<string, string>;

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const FILES = __PRECACHE__;
const PREFIX = "agri-";
const NAME = `${PREFIX}${versionOf(FILES)}`;

function versionOf(files: Record<string, string>): string {
  // Short and stable; the files' own hashes carry the proof.
  let sum = 0;
  for (const letter of JSON.stringify(files)) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0;
  return sum.toString(36);
}

async function hashOf(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all(
    Object.entries(FILES).map(async ([address, hash]) => {
      // What an older version has already need not be paid for again.
      const known = await caches.match(address);
      if (known && (await hashOf(known)) === hash) return cache.put(address, known);
      const response = await fetch(address, { cache: "no-cache" });
      if (!response.ok || (await hashOf(response)) !== hash) {
        throw new Error(`${address} is not what this version was built with`);
      }
      return cache.put(address, response);
    }),
  );
}

async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

async function answer(request: Request, address: string): Promise<Response> {
  const kept = await (await caches.open(NAME)).match(address);
  return kept ?? fetch(request);
}

/** Send what waits although no page is open; the browser wakes us when the network is back. */
async function sendWaiting(): Promise<void> {
  if ((await readDebt()) !== undefined) {
    // Whoever used this device has left it: nothing is sent in their name before the server knows.
    await inTurn("agri-sign-out", signOut);
    await dropDebt();
    return;
  }
  const me = await get<Actor>("/me", {});
  const flushed = await flush(authorOf(me));
  new BroadcastChannel("agri").postMessage("changed");
  if (flushed && flushed.ending !== "done") throw new Error(`not yet: ${flushed.ending}`);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});
self.addEventListener("sync", (event) => {
  const { tag } = event as SyncEvent;
  if (tag === "agri-flush") (event as SyncEvent).waitUntil(sendWaiting());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (/^\/(?:api|metrics|healthz)(?:\/|$)/.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(answer(request, "/"));
  else if (pathname in FILES) event.respondWith(answer(request, pathname));
});
