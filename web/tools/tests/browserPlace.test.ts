/** Where the page cannot be kept without a network. */
import { describe, expect, it } from "vitest";

import { type BrowserFacts, wrongPlace } from "../../src/shared/session/browserPlace";

const CHROME =
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";
const WECHAT = `${CHROME} MicroMessenger/8.0.40 NetType/4G Language/zh_CN`;
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
const GOOD: BrowserFacts = {
  userAgent: CHROME,
  isSecure: true,
  hasWorker: true,
  hasStore: true,
  keepsFiles: undefined,
  isOnHomeScreen: undefined,
};

describe("the place that the page was opened in", () => {
  it.each([
    ["an ordinary browser", {}, undefined],
    ["an iPhone's ordinary window", { userAgent: IPHONE, keepsFiles: true, isOnHomeScreen: false }, "apple"],
    ["an iPhone's home screen", { userAgent: IPHONE, keepsFiles: true, isOnHomeScreen: true }, undefined],
    ["an older iPhone, which has no such files", { userAgent: IPHONE }, undefined],
    ["WeChat", { userAgent: WECHAT }, "app"],
    ["WeChat over http: the browser comes first", { userAgent: WECHAT, isSecure: false, hasWorker: false }, "app"],
    ["DingTalk", { userAgent: `${CHROME} DingTalk/7.0.0` }, "app"],
    ["plain http, where there is no worker either", { isSecure: false, hasWorker: false }, "http"],
    ["an iPhone's private window", { userAgent: IPHONE, keepsFiles: false, isOnHomeScreen: false }, "private"],
    ["a window that stores nothing", { hasStore: false }, "private"],
    ["a browser without workers", { hasWorker: false }, "old"],
  ])("%s", (_, facts: Partial<BrowserFacts>, expected) => {
    expect(wrongPlace({ ...GOOD, ...facts })).toBe(expected);
  });
});
