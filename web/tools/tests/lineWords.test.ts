// @vitest-environment happy-dom
/** The strip at the head of the phone's pages: it says that all has arrived where all has. */
import { beforeAll, describe, expect, it } from "vitest";

import { canTry, lineText, type Standing, toneOf } from "../../src/phone/lineWords";
import { chooseLanguage } from "../../src/shared/language";

const CALM: Standing = {
  ending: "done",
  isSending: false,
  waiting: 0,
  refused: 0,
  returned: 0,
  photosWaiting: 0,
  photosRefused: 0,
  closed: "",
  heardAt: "10:00",
};

beforeAll(async () => {
  await chooseLanguage("zh");
});

describe("the strip", () => {
  it("is green where everything sent has arrived", () => {
    expect([toneOf(CALM), lineText(CALM)]).toEqual(["calm", "发出的都已送到。核对时间 10:00"]);
  });

  it.each([
    ["waits", { waiting: 1 }, "有 1 份待上传。"],
    ["was refused", { refused: 1 }, "有 1 份没报成，还在手机里。核对时间 10:00"],
    ["was returned", { returned: 2 }, "有 2 份被退回，要改。核对时间 10:00"],
    ["is a photo refused", { photosRefused: 1 }, "有 1 张照片没报成，见“我的”。核对时间 10:00"],
  ] satisfies [string, Partial<Standing>, string][])("is not green where something %s", (_, more, words) => {
    const standing = { ...CALM, ...more };
    expect([toneOf(standing), lineText(standing)]).toEqual(["wait", words]);
  });

  it("says of the reports alone that they have arrived while photos are under way", () => {
    expect(lineText({ ...CALM, photosWaiting: 1 })).toBe("报表都已送到。核对时间 10:00");
  });

  it("offers to try now only where trying helps", () => {
    expect(canTry({ ...CALM, refused: 1, returned: 1 })).toBe(false);
    expect(canTry({ ...CALM, waiting: 1 })).toBe(true);
    expect(canTry({ ...CALM, ending: "busy" })).toBe(true);
    expect(canTry({ ...CALM, ending: "signed-out" })).toBe(false);
  });
});
