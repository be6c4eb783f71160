/** The cases that phone and server must judge alike: the files that the server's tests read, and the server's own forms. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { TestProject } from "vitest/node";

import type { Finding, Form, Values } from "../../src/shared/api/wire";

const ROOT = resolve(import.meta.dirname, "../../..");

interface RuleCase {
  name: string;
  form: string;
  period: string;
  values: Values;
  sums: Values;
  last_year: Values;
  expect: [string, Finding["severity"], string | null][];
}

interface MagnitudeCase {
  name: string;
  form: string;
  period: string | null;
  values: Values;
  last_year: Values;
  limits: Record<string, number>;
  nearby?: Record<string, Record<string, number>>;
  expected?: Record<string, number>;
  busy?: string[];
  moved?: Record<string, number>;
  elsewhere?: Record<string, [number, number]>;
  said?: string[];
  accepted?: Values;
  share?: number;
  /** Code, data element, and what is said in both languages. */
  expect: [string, string, string, string][];
}

interface Shared {
  rules: RuleCase[];
  units: [number, string, string, number][];
  typed: [string, number | string | null][];
  magnitude: MagnitudeCase[];
  periods: { name: string; period: string; code: string | null }[];
  forms: Form[];
  countedYears: number[];
}

declare module "vitest" {
  export interface ProvidedContext {
    shared: Shared;
  }
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(resolve(ROOT, "tests/rules", name), "utf8"));
}

/** What the server sends of its forms; AGRI_PYTHON names the interpreter that has the program. */
function askServer(): { forms: Form[]; counted_years: number[] } {
  const python = process.env["AGRI_PYTHON"] ?? resolve(ROOT, ".venv/bin/python");
  const printed = execFileSync(python, ["-m", "tests.rules.wire"], { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 26 });
  return JSON.parse(printed) as { forms: Form[]; counted_years: number[] };
}

export default function setup(project: TestProject): void {
  const { rules, units, typed } = readJson("cases.json") as Pick<Shared, "rules" | "units" | "typed">;
  const magnitude = readJson("magnitude.json") as MagnitudeCase[];
  const periods = readJson("refusals.json") as Shared["periods"];
  const { forms, counted_years: countedYears } = askServer();
  project.provide("shared", { rules, units, typed, magnitude, periods, forms, countedYears });
}
