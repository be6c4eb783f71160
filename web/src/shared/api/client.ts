/** The one way to the server: JSON in, JSON out, every refusal a `Problem`. */
import type { Actor, ProblemBody, Upload } from "./wire";

const BASE = "/api/v1";
const PATIENCE_MS = 60_000; // a slow network is no broken one; but no request may wait for ever

/** A refusal as the server words it, or the page's own words when there was no server to word it. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    readonly body: ProblemBody,
    /** Seconds that the server asks to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(body.title ?? `HTTP ${status}`);
  }
}

/** The server's clock minus this device's, as of the last answer; null before the first. */
let skewMs: number | null = null;

export function clockSkewMs(): number | null {
  return skewMs;
}

function noteClock(response: Response): void {
  const told = Date.parse(response.headers.get("date") ?? "");
  if (!Number.isNaN(told)) skewMs = told - Date.now();
}

async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  const wait = Number(response.headers.get("retry-after"));
  return new Problem(
    response.status,
    isProblem ? ((await response.json()) as ProblemBody) : {},
    wait > 0 ? wait : null,
  );
}

const SIGN_OUT = "/sessions/current";
let first: (() => Promise<void>) | undefined;

/** Have something done before anything else is asked of the server: a sign-out that is owed. */
export function doFirst(act: () => Promise<void>): void {
  first = act;
}

/** Ask and return any answer that came, refusals included. */
async function reach(path: string, options: RequestInit): Promise<Response> {
  if (path !== SIGN_OUT) await first?.();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const stop = (): void => patience.abort();
  options.signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(BASE + path, {
      credentials: "same-origin",
      ...options,
      signal: patience.signal,
    });
    noteClock(response);
    return response;
  } catch (failure) {
    // The caller gave up: that is no problem of the network's.
    if (options.signal?.aborted) throw failure;
    throw new Problem(0, {});
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", stop);
  }
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  const response = await reach(path, options);
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Read a body that may break off half-way; a page that is not JSON did not come from our server. */
async function read<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Problem(0, {});
  }
}

export async function get<Answer>(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<Answer> {
  const text = new URLSearchParams(query).toString();
  const response = await ask(text ? `${path}?${text}` : path, {
    ...(signal && { signal }),
    headers: { accept: "application/json" },
  });
  return read<Answer>(response);
}

/** Read a file as text. */
export async function readText(path: string): Promise<string> {
  return (await ask(path, {})).text();
}

export async function post<Answer>(path: string, body: unknown, method = "POST"): Promise<Answer> {
  const response = await ask(path, {
    method,
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  return read<Answer>(response);
}

/** Send something while the page is being left; no answer comes any more. */
export function postOnLeaving(path: string, body: unknown): void {
  const headers = { "content-type": "application/json", accept: "application/json" };
  void fetch(BASE + path, {
    method: "POST",
    credentials: "same-origin",
    keepalive: true,
    headers,
    body: JSON.stringify(body),
  });
}

/** Send files as a browser's form does. */
export async function postFiles<Answer>(path: string, files: readonly File[]): Promise<Answer> {
  return read<Answer>(await askWithFiles(path, files));
}

/** A file of the server's, and what the answer's headers say of it. */
export interface ToldFile {
  content: Blob;
  told: Headers;
}

const toldFile = async (response: Response): Promise<ToldFile> => ({
  content: await response.blob(),
  told: response.headers,
});

/** The same, where a file comes back. */
export async function filesForFile(path: string, files: readonly File[]): Promise<ToldFile> {
  return toldFile(await askWithFiles(path, files));
}

/** Read a file. */
export async function readFile(path: string): Promise<ToldFile> {
  return toldFile(await ask(path, { headers: { accept: "*/*" } }));
}

async function askWithFiles(path: string, files: readonly File[]): Promise<Response> {
  const body = new FormData();
  for (const file of files) body.append("files", file, file.name);
  return ask(path, { method: "POST", headers: { accept: "*/*" }, body });
}

/** Send a piece of a file; the answer says where the next one begins. */
export async function putPiece(path: string, piece: ArrayBuffer, mediaType: string): Promise<Upload> {
  const response = await ask(path, {
    method: "PUT",
    headers: { "content-type": mediaType, accept: "application/json" },
    body: piece,
  });
  return read<Upload>(response);
}

/** Say whether our own server answers: a hotel's sign-in page answers too, but does not name its version. */
export async function isOurServer(): Promise<boolean> {
  const response = await reach("/sync", { method: "HEAD", cache: "no-store" });
  return response.headers.has("x-agri-version");
}

/** Wait for a part of the page itself; where it cannot be fetched, that is the network's problem too. */
export async function reached<Part>(part: Promise<Part>): Promise<Part> {
  return part.catch(() => {
    throw new Problem(0, {});
  });
}

interface SignedIn {
  actor: Actor;
  account?: { id: string; must_set_password: boolean; must_set_factor: boolean };
}

const actorOf = ({ actor, account }: SignedIn): Actor => ({ ...actor, ...account });

/** Sign in; the server answers with an HttpOnly cookie, so nothing secret is kept by the page. */
export async function signIn(name: string, password: string, code: string, device: "desk" | "phone"): Promise<Actor> {
  const body = { name, password, device, cookie: true, ...(code && { code }) };
  return actorOf(await post<SignedIn>("/sessions", body));
}

/** Sign in with what the house has put into our page's address. */
export async function signInByHouse(
  sent: { code: string; state: string; iss?: string },
  device: "desk" | "phone",
): Promise<Actor> {
  return actorOf(await post<SignedIn>("/house/sessions", { ...sent, device }));
}

/** Finish that with the code of the second factor. */
export async function finishByCode(code: string): Promise<Actor> {
  return actorOf(await post<SignedIn>("/house/sessions/code", { code }));
}

/** Use an enrolment code up: it signs this phone in, once. */
export async function enrol(code: string): Promise<Actor> {
  return actorOf(await post<SignedIn>("/enrolments", { code, device: "phone", cookie: true }));
}

/** Set one's own password; the other devices are signed out. */
export async function setPassword(current: string, password: string): Promise<void> {
  await ask("/me/password", {
    method: "PUT",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ current_password: current || null, new_password: password }),
  });
}

/** Take one's own second factor away, by a code of it. */
export async function removeFactor(code: string): Promise<void> {
  await ask("/me/second-factor/removal", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ code }),
  });
}

/** Ask for something to be ended; there is no answer but that it is done. */
export async function remove(path: string): Promise<void> {
  await ask(path, { method: "DELETE" });
}

/** Sign out. Whom the server does not know any more owes nothing; any other answer leaves the sign-out owed. */
export async function signOut(): Promise<void> {
  const response = await reach(SIGN_OUT, { method: "DELETE", cache: "no-store" });
  if (response.status === 204) return;
  const isOurs = response.headers.get("content-type")?.startsWith("application/problem+json");
  if (response.status === 401 && isOurs) return;
  throw response.ok ? new Problem(0, {}) : await problemOf(response);
}
