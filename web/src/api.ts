/** The one way to the server: JSON in, JSON out, every refusal a `Problem`. */

const BASE = "/api/v1";

interface ProblemBody {
  type?: string;
  title?: string;
  title_zh?: string;
  detail?: string;
  detail_zh?: string;
  instance?: string;
  errors?: { pointer: string; code: string; detail: string; detail_zh?: string }[];
}

/** A refusal as the server words it, or the page's own words when there was no server to word it. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.title ?? `HTTP ${status}`);
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  return new Problem(response.status, isProblem ? ((await response.json()) as ProblemBody) : {});
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { credentials: "same-origin", ...options });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Problem(0, {});
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get<Answer>(
  path: string,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  const text = new URLSearchParams(query).toString();
  const response = await ask(text ? `${path}?${text}` : path, {
    signal,
    headers: { accept: "application/json" },
  });
  return (await response.json()) as Answer;
}

/** Sign in; the server answers with an HttpOnly cookie, so nothing secret is kept by the page. */
export async function signIn(name: string, password: string): Promise<void> {
  await ask("/sessions", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ name, password, device: "desk", cookie: true }),
  });
}

export async function signOut(): Promise<void> {
  await ask("/sessions/current", { method: "DELETE" });
}
