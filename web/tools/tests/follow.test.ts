/** Waiting for a question in the background: it ends with the question, and never waits for ever. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { askAndFollow, follow, type Job } from "../../src/desk/jobs";

const MINUTE = 60_000;

/** A stream as a browser has one, on which the test says what the server does. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 0;

  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }
  close(): void {
    this.readyState = Stream.CLOSED;
  }
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  say(job: Partial<Job>): void {
    const data = JSON.stringify({ id: "job-1", state: "running", done: null, total: null, ...job });
    this.dispatchEvent(Object.assign(new Event("state"), { data }));
  }
  /** The line breaks; the browser will connect again unless the server refused. */
  breakOff(isRefused = false): void {
    this.readyState = isRefused ? Stream.CLOSED : 0;
    this.dispatchEvent(new Event("error"));
  }
}

let told: Job[];
let ended: Job | undefined;

function start(): Stream {
  void follow("/searches/job-1", (job) => told.push(job)).then((job) => (ended = job));
  const stream = Stream.opened.at(-1);
  if (!stream) throw new Error("no stream was opened");
  return stream;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  Stream.opened = [];
  told = [];
  ended = undefined;
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a question that goes its way", () => {
  it("is followed to its end, every step told", async () => {
    const stream = start();
    expect(stream.url).toBe("/api/v1/searches/job-1/events");
    stream.open();
    stream.say({ state: "waiting" });
    stream.say({ done: 1, total: 2 });
    stream.say({ done: 2, total: 2 });
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(ended).toBeUndefined();
    stream.say({ state: "done", done: 2, total: 2 });
    await vi.advanceTimersByTimeAsync(0);
    expect(ended?.state).toBe("done");
    expect(told.map(({ state, done }) => [state, done])).toEqual([
      ["waiting", null],
      ["running", 1],
      ["running", 2],
      ["done", 2],
    ]);
    expect(stream.readyState).toBe(Stream.CLOSED);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(["failed", "interrupted", "cancelled"] as const)("ends when it has %s", async (state) => {
    start().say({ state });
    await vi.advanceTimersByTimeAsync(0);
    expect(ended?.state).toBe(state);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("may take hours as long as it comes on", async () => {
    const stream = start();
    stream.open();
    for (let done = 0; done < 30; done += 1) {
      stream.say({ done, total: 30 });
      await vi.advanceTimersByTimeAsync(14 * MINUTE);
    }
    expect(ended).toBeUndefined();
    stream.say({ state: "done" });
    await vi.advanceTimersByTimeAsync(0);
    expect(ended?.state).toBe("done");
  });

  it("survives a line that is away for less than a minute", async () => {
    const stream = start();
    stream.open();
    stream.say({ done: 1, total: 2 });
    stream.breakOff();
    await vi.advanceTimersByTimeAsync(59_000);
    stream.open();
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(ended).toBeUndefined();
  });
});

describe("the page stops waiting", () => {
  async function untilLost(most: number, act: (stream: Stream) => void, every = most): Promise<void> {
    const stream = start();
    for (let passed = 0; passed < most && !ended; passed += every) {
      act(stream);
      await vi.advanceTimersByTimeAsync(every);
    }
    expect(ended).toMatchObject({ id: "job-1", state: "lost" });
    expect(told.at(-1)).toEqual(ended);
    expect(stream.readyState).toBe(Stream.CLOSED);
    expect(vi.getTimerCount()).toBe(0);
  }

  it("when the server says nothing at all", () => untilLost(15 * MINUTE, () => undefined));
  it("when the question stays as it is", () => untilLost(15 * MINUTE, (stream) => stream.say({ done: 1, total: 9 })));
  it("when the same state is told over and over", () =>
    untilLost(16 * MINUTE, (stream) => stream.say({ done: 1, total: 9 }), 5_000));
  it("when the line stays broken for a minute", () => untilLost(MINUTE, (stream) => stream.breakOff()));
  it("when the browser's tries to connect fail over and over", () =>
    untilLost(MINUTE, (stream) => stream.breakOff(), 3_000));
  it("when the line opens and breaks over and over", () =>
    untilLost(
      16 * MINUTE,
      (stream) => {
        stream.open();
        stream.say({ done: 1, total: 9 });
        stream.breakOff();
      },
      3_000,
    ));
  it("at once when the server refuses the stream", () => untilLost(1, (stream) => stream.breakOff(true)));
});

describe("asking", () => {
  function answer(job: Partial<Job>): void {
    const body = { id: "job-1", done: null, total: null, ...job };
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json(body)));
  }

  it("opens no stream for a question that is answered already", async () => {
    answer({ state: "done" });
    expect(await askAndFollow("/searches", {}, (job) => told.push(job))).toMatchObject({ state: "done" });
    expect(Stream.opened).toEqual([]);
    expect(told).toHaveLength(1);
  });

  it("follows a question that is not", async () => {
    answer({ state: "waiting" });
    const asked = askAndFollow("/searches", {}, (job) => told.push(job));
    await vi.advanceTimersByTimeAsync(0);
    expect(Stream.opened.map(({ url }) => url)).toEqual(["/api/v1/searches/job-1/events"]);
    Stream.opened[0]?.say({ state: "done" });
    expect(await asked).toMatchObject({ state: "done" });
  });
});
