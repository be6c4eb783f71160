/** How far a section of a draft is filled in. */
import type { Section } from "../../shared/api/wire";
import type { Draft } from "../offline/store";

type Texts = Draft["texts"];

export const codesOf = (section: Section): string[] => section.elements.map((element) => element.code);

export const isAllZero = (section: Section, texts: Texts): boolean =>
  codesOf(section).every((code) => texts[code] === "0");

/** 本月无此项 has nothing to fill where everything is filled in. */
export const isFull = (section: Section, texts: Texts): boolean =>
  codesOf(section).every((code) => (texts[code] ?? "").trim() !== "");
