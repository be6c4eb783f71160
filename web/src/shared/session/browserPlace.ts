/** Where the page was opened: some places cannot keep it without a network, and then it is said at once. */

export interface BrowserFacts {
  userAgent: string;
  isSecure: boolean;
  hasWorker: boolean;
  hasStore: boolean;
  /** Safari's private windows refuse files of their own; undefined where nobody has tried. */
  keepsFiles: boolean | undefined;
  /** An iPhone keeps what a page stores for some days only, unless it is on the home screen; undefined elsewhere. */
  isOnHomeScreen: boolean | undefined;
}

export type WrongPlace = "app" | "http" | "private" | "old" | "apple";

// Browsers inside other programs, by what they call themselves.
const IN_APP = /MicroMessenger|DingTalk|\bQQ\/|Weibo|AlipayClient/i;
const APPLE = /iPhone|iPad|Macintosh.*Safari/;

/** What is wrong with the place, the first thing to be mended first; undefined where all is well. */
export function wrongPlace(facts: BrowserFacts): WrongPlace | undefined {
  if (IN_APP.test(facts.userAgent)) return "app";
  if (!facts.isSecure) return "http";
  if (!facts.hasStore || (facts.keepsFiles === false && APPLE.test(facts.userAgent))) return "private";
  if (!facts.hasWorker) return "old";
  return facts.isOnHomeScreen === false ? "apple" : undefined;
}

export const isApple = (userAgent: string): boolean => /iPhone|iPad/.test(userAgent);

/** Try what a private window forbids; nothing is left behind. */
async function storeWorks(): Promise<boolean> {
  if (!("indexedDB" in window)) return false;
  return new Promise((done) => {
    try {
      const opening = indexedDB.open("agri-trial");
      opening.onerror = () => done(false);
      opening.onsuccess = () => {
        opening.result.close();
        indexedDB.deleteDatabase("agri-trial");
        done(true);
      };
    } catch {
      done(false);
    }
  });
}

async function filesWork(): Promise<boolean | undefined> {
  if (!isApple(navigator.userAgent)) return undefined;
  // Older ones have no such thing at all, which says nothing.
  const storage = navigator.storage as (StorageManager & { getDirectory?: () => Promise<unknown> }) | undefined;
  if (!storage?.getDirectory) return undefined;
  return storage.getDirectory().then(
    () => true,
    () => false,
  );
}

export async function readPlace(): Promise<WrongPlace | undefined> {
  return wrongPlace({
    userAgent: navigator.userAgent,
    isSecure: window.isSecureContext,
    hasWorker: "serviceWorker" in navigator,
    hasStore: await storeWorks(),
    keepsFiles: await filesWork(),
    isOnHomeScreen: (navigator as { standalone?: boolean }).standalone,
  });
}
