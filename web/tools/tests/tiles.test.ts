/** The map's classes break at the line that parts good from bad, and good lies on the indicator's own side. */
import { describe, expect, it } from "vitest";

import type { Assessment } from "../../src/shared/api/assessments";
import { classOf, scaleOf, turnOf } from "../../src/desk/tiles/tiles";

const SPREAD = Array.from({ length: 41 }, (_, index) => index / 40);
const floor = { value: 0.85, comparator: ">=" } as const;
const ceiling = { value: 0.004, comparator: "<=" } as const;

function judged(more: object): Assessment {
  return {
    target: null,
    comparator: null,
    progress: { path: null },
    kind: "ratio",
    series: [],
    ...more,
  } as unknown as Assessment;
}

describe("classes about a target", () => {
  it("break at it, whatever the values are", () => {
    const scale = scaleOf(SPREAD, floor);
    expect(scale?.bounds).toContain(0.85);
    expect(classOf(0.85, scale)).toBe("good1");
    expect(classOf(0.8499, scale)).toBe("bad1");
    expect(classOf(0, scale)).toBe("bad3");
    expect(classOf(1, scale)).toBe("good3");
  });

  it("call high bad where the target is a ceiling, and the ceiling itself good", () => {
    const scale = scaleOf([-0.03, -0.01, 0, 0.01, 0.03], ceiling);
    expect(classOf(0.004, scale)).toBe("good1");
    expect(classOf(0.0041, scale)).toBe("bad1");
    expect(classOf(0.03, scale)).toBe("bad3");
    expect(classOf(-0.03, scale)).toBe("good3");
    expect(classOf(0, scaleOf([-1, 0, 1], { value: 0, comparator: "<" }))).toBe("bad1");
  });

  it("have one class on a side where nobody is", () => {
    const scale = scaleOf([0.1, 0.2, 0.4], floor);
    expect(scale?.classes).toEqual(["bad3", "bad2", "bad1", "good1"]);
  });

  it("do not shade between figures that are all the same", () => {
    const scale = scaleOf([...Array.from({ length: 40 }, () => 1), 0.5]);
    expect(scale?.bounds).toEqual([1]);
    expect(classOf(1, scale)).toBe("c4");
    expect(classOf(0.5, scale)).toBe("c0");
    expect(scaleOf([0])?.bounds).toEqual([0]);
  });

  it("are shades of one colour without a line, and none without a figure", () => {
    expect(scaleOf(SPREAD)?.classes).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    expect(classOf(null, scaleOf(SPREAD))).toBe("none");
    expect(scaleOf([null, null])).toBeNull();
  });
});

describe("the line of an indicator", () => {
  it("is its target, or today's place on the path, or a reference, or no growth", () => {
    const target = judged({ target: 0.85, comparator: ">=", progress: { path: 0.41 } });
    expect(turnOf(target, "target")).toEqual({ value: 0.85, comparator: ">=" });
    expect(turnOf(target, "path")).toEqual({ value: 0.41, comparator: ">=" });
    expect(turnOf(judged({ reference: { value: 0.8 } }), "target")).toEqual({ value: 0.8, comparator: ">=" });
    const ahead = { reference: { value: 0.8 }, series: [{ fan: {} }] };
    expect(turnOf(judged(ahead), "target")).toBeNull();
    expect(turnOf(judged({ kind: "growth" }), "target")).toEqual({ value: 0, comparator: "<" });
    expect(turnOf(judged({}), "target")).toBeNull();
    expect(turnOf(undefined, "target")).toBeNull();
  });
});
