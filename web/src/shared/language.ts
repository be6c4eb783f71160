/**
 * The page's words, in two languages; the words themselves live in strings.zh.json and strings.en.json.
 *
 * The committee's pages have words of their own in strings.desk.*.json, which phones never fetch.
 */
import { ref, shallowRef } from "vue";

import type deskZh from "../../strings.desk.zh.json";
import type zh from "../../strings.zh.json";
import type { Bilingual } from "./api/wire";

export type { Bilingual } from "./api/wire";
export type Language = "zh" | "en";
type Strings = typeof zh;
type DeskStrings = typeof deskZh;
export type Word = keyof Strings | keyof DeskStrings;

const STORAGE_KEY = "agri.language";
const WIDE: Record<string, string> = { ",": "，", ":": "：", ";": "；" };

// Assigning both files to one type is what makes a word missing in one of them a build error.
const readers: Record<Language, () => Promise<Strings>> = {
  zh: async () => (await import("../../strings.zh.json")).default,
  en: async () => (await import("../../strings.en.json")).default,
};
const deskReaders: Record<Language, () => Promise<DeskStrings>> = {
  zh: async () => (await import("../../strings.desk.zh.json")).default,
  en: async () => (await import("../../strings.desk.en.json")).default,
};

export const language = ref<Language>("zh");
const strings = shallowRef<Partial<Record<Word, string>>>();
let isAtDesk = false;
let wished: Language = "zh";
let asked = 0;

/** The language that was chosen here, else the browser's own; Chinese is the office's. */
export function rememberedLanguage(): Language {
  const own = navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
  try {
    const chosen = localStorage.getItem(STORAGE_KEY);
    return chosen === "en" || chosen === "zh" ? chosen : own;
  } catch {
    // Storage may be forbidden by the browser's settings.
    return own;
  }
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  wished = chosen;
  const question = ++asked;
  const [own, desk] = await Promise.all([readers[chosen](), isAtDesk ? deskReaders[chosen]() : {}]);
  if (question !== asked) return; // somebody chose again meanwhile: the last choice counts, not the last answer
  strings.value = { ...own, ...desk };
  language.value = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(STORAGE_KEY, chosen);
  } catch {
    // Not remembered, then; nothing else depends on it.
  }
}

/** From now on the desk's words too: a desk's page waits for them as it waits for its own code. */
export async function speakAtDesk(): Promise<void> {
  if (isAtDesk) return;
  isAtDesk = true;
  try {
    await chooseLanguage(wished);
  } catch (failure) {
    // The next page asks again.
    isAtDesk = false;
    throw failure;
  }
}

/** Say `word` in the chosen language, its `{gaps}` filled. */
export function say(word: Word, gaps: Record<string, string | number> = {}): string {
  const text = strings.value?.[word] ?? word;
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap));
}

/** Choose the chosen language's half of a bilingual text. */
export function inLanguage(text: Bilingual): string {
  return language.value === "zh" ? chineseMarks(text.zh) : text[language.value];
}

/** Plans and ledgers are typed with narrow marks; between Chinese characters they are as wide: 折纯，与上年比. */
export function chineseMarks(text: string): string {
  return text
    .replace(/([\u4e00-\u9fff])([,:;])(?=[\u4e00-\u9fff])/g, (_, before: string, mark: string) => before + WIDE[mark])
    .replace(/\(([^()]*[\u4e00-\u9fff][^()]*)\)/g, "（$1）");
}

export function localName(place: { name: string; name_en: string }): string {
  return inLanguage({ zh: place.name, en: place.name_en });
}
