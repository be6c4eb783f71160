/** One draft in hand: saved at every keystroke, held by one page of the phone at a time. */
import { computed, onBeforeUnmount, ref, shallowRef, watch } from "vue";

import { hold } from "../../shared/locks";
import type { Finding } from "../../shared/api/wire";
import { amountOf, nameOf } from "../checks/answers";
import { judge } from "../checks/judge";
import type { KnownBy } from "../checks/knownBy";
import { changed, orgUnit as ownPlace } from "../offline/phone";
import { cellOf, type Draft, StoreFault } from "../offline/store";
import type { Sheet } from "./drafting";
import type { Keeper } from "./keeper";
import { stopwatch } from "./stopwatch";
import type { Working } from "./working";

type Holding = "asking" | "mine" | "elsewhere" | "lost" | "unread";

export function useDraft(sheetNow: () => Sheet, keeper: Keeper) {
  const sheet = sheetNow();
  const { value: orgUnit } = ownPlace;
  const cell = cellOf(orgUnit, sheet.due.form, sheet.due.period);
  const draft = shallowRef<Draft>(keeper.begin(orgUnit, sheet));
  const holding = ref<Holding>("asking");
  /** When the draft was last put on the phone's disk; null: never saved. */
  const savedAt = ref<number | null>(null);
  /** Every keystroke is on the phone's disk; only then may the page say so. */
  const isSafe = ref(false);
  /** The draft was there before this visit. */
  const isResumed = ref(false);
  const fresh = computed(() => keeper.begin(orgUnit, sheetNow()));
  /** Another version has arrived since this draft was begun. */
  const isOvertaken = computed(() => savedAt.value !== null && draft.value.supersedes !== fresh.value.supersedes);
  const fault = shallowRef<StoreFault>();
  const judged = computed(() => judge(sheetNow().form, sheetNow().due, draft.value, keeper.years()));
  let release: (() => void) | null = null;
  /** The draft is going on its way: whatever is tapped or typed now must not bring it back. */
  const isLeaving = ref(false);
  let isDirty = false;
  /** Something was typed since the draft was begun, be it on the disk already or not. */
  let isTouched = false;
  let hasLeft = false;
  let saving: Promise<void> | undefined;
  const watched = stopwatch();

  async function take(isStolen: boolean): Promise<void> {
    release ??= await hold(keeper.lock(cell), isStolen, () => {
      holding.value = "lost";
      release = null;
    });
    if (hasLeft) release?.(); // the page was gone before it was its turn
    if (!release) holding.value = "elsewhere";
    else {
      // Nothing can be typed before what is kept has been read: it would be laid over.
      holding.value = "asking";
      const isRead = await load();
      if (holding.value === "asking") holding.value = isRead ? "mine" : "unread";
    }
  }

  /** Lay what is kept before the person; false where it cannot be read, and nobody knows what it says. */
  async function load(): Promise<boolean> {
    try {
      const kept = await readTwice();
      isResumed.value = kept !== undefined;
      watched.goOn(kept?.seconds ?? 0);
      savedAt.value = kept?.saved_at ?? null;
      isSafe.value = kept !== undefined;
      // The form may have a new version, or the place other crops; what it stands on stays as it was.
      draft.value = kept
        ? { ...kept, form_version: fresh.value.form_version, not_applicable: fresh.value.not_applicable }
        : fresh.value;
      isTouched = false;
      fault.value = undefined;
      return true;
    } catch (failure) {
      if (!(failure instanceof StoreFault)) throw failure;
      fault.value = failure;
      return false;
    }
  }

  /** A newer page may have closed the store under this one: it is opened anew the second time. */
  async function readTwice(): Promise<Draft | undefined> {
    try {
      return await keeper.read(cell);
    } catch (failure) {
      if (!(failure instanceof StoreFault)) throw failure;
      return await keeper.read(cell);
    }
  }

  /** Save what is on the screen; keystrokes during a save are taken by the next one. */
  async function save(): Promise<void> {
    if (holding.value !== "mine" || isLeaving.value) return;
    isDirty = true;
    isSafe.value = false;
    saving ??= (async () => {
      try {
        while (isDirty) {
          isDirty = false;
          const current = { ...draft.value, seconds: watched.seconds(), saved_at: Date.now() };
          await keeper.save(current);
          savedAt.value = current.saved_at;
          fault.value = undefined;
        }
        isSafe.value = true;
      } catch (failure) {
        if (!(failure instanceof StoreFault)) throw failure;
        fault.value = failure;
      } finally {
        saving = undefined;
      }
    })();
    await saving;
  }

  function change(part: Partial<Draft>): void {
    if (holding.value !== "mine" || isLeaving.value) return;
    draft.value = { ...draft.value, ...part };
    isTouched = true;
    void save();
  }

  function type(code: string, text: string): void {
    zeroed.value = zeroed.value.filter((one) => one !== code);
    change({
      texts: { ...draft.value.texts, [code]: text },
      prefilled: draft.value.prefilled.filter((one) => one !== code),
    });
  }

  /** Answer one question; it holds as long as its number stays. */
  function answer(finding: Finding, text: string): void {
    const said = { text, of: amountOf(finding, judged.value.values) };
    change({ answers: { ...draft.value.answers, [nameOf(finding)]: said } });
  }

  /** Say how a section's figures are known, or take it back. */
  function knowBy(section: string, word: KnownBy | null): void {
    const { [section]: _, ...rest } = draft.value.known_by ?? {};
    change({ known_by: word ? { ...rest, [section]: word } : rest });
  }

  /** Fill in what was worked out, in the form's own unit, and keep how. */
  function workOut(code: string, unit: string, working: Working): void {
    type(code, String(working.value));
    const { worked = {} } = draft.value;
    change({ units: { ...draft.value.units, [code]: unit }, worked: { ...worked, [code]: { ...working } } });
  }

  function chooseUnit(code: string, unit: string): void {
    change({ units: { ...draft.value.units, [code]: unit } });
  }

  /** What 本月无此项 filled with zeros last; typing in one of them, or beginning anew, ends the taking back. */
  const zeroed = ref<string[]>([]);

  /** 本月无此项: honest zeros, which is not the same as leaving blank. What is typed already stays. */
  function nothing(codes: string[]): void {
    const blank = codes.filter((code) => (draft.value.texts[code] ?? "").trim() === "");
    const zeros = Object.fromEntries(blank.map((code) => [code, "0"]));
    change({ texts: { ...draft.value.texts, ...zeros } });
    zeroed.value = [...zeroed.value.filter((code) => !codes.includes(code)), ...blank];
  }

  /** Take 本月无此项 back: what it filled is blank again. */
  function takeBackNothing(codes: string[]): void {
    const texts = { ...draft.value.texts };
    for (const code of zeroed.value) if (codes.includes(code)) delete texts[code];
    change({ texts });
    zeroed.value = zeroed.value.filter((code) => !codes.includes(code));
  }

  /** Put what was typed on top of the version that has arrived meanwhile; the person has been told. */
  function rebase(): void {
    const { report_id, supersedes, base } = fresh.value;
    change({ report_id, supersedes, base: base ?? null });
  }

  async function startOver(): Promise<void> {
    isDirty = false;
    await saving; // or else it would put back what is thrown away here
    await keeper.drop(cell);
    draft.value = fresh.value;
    isTouched = false;
    zeroed.value = [];
    isResumed.value = false;
    savedAt.value = null;
    isSafe.value = false;
    await changed();
  }

  /** Put the draft on its way, once, however often it is tapped; false where the phone could not keep that. */
  async function letGo(act: (draft: Draft) => Promise<unknown>): Promise<boolean> {
    if (holding.value !== "mine" || isLeaving.value || fault.value) return false;
    isLeaving.value = true;
    try {
      await saving;
      await act({ ...draft.value, seconds: watched.seconds() });
      return true;
    } catch (failure) {
      isLeaving.value = false;
      if (!(failure instanceof StoreFault)) throw failure;
      fault.value = failure;
      return false;
    }
  }

  // Nothing typed yet: then what has just arrived is simply what one starts from.
  watch(
    () => fresh.value.supersedes,
    () => {
      if (savedAt.value === null && !isTouched) draft.value = fresh.value;
    },
  );
  onBeforeUnmount(() => {
    hasLeft = true;
    watched.stop();
    release?.();
    void changed();
  });
  void take(false);

  return {
    draft,
    judged,
    holding,
    savedAt,
    isSafe,
    isLeaving,
    isResumed,
    isOvertaken,
    fault,
    type,
    workOut,
    chooseUnit,
    answer,
    knowBy,
    nothing,
    zeroed,
    takeBackNothing,
    change,
    save,
    rebase,
    startOver,
    letGo,
    take,
  };
}
