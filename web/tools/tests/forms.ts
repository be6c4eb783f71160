/** The server's forms, and what a phone knows of one of them. */
import { inject } from "vitest";

import type { Draft } from "../../src/phone/offline/store";
import type { DueForm, Form } from "../../src/shared/api/wire";

export const shared = inject("shared");

export function formOf(code: string): Form {
  const form = shared.forms.find((one) => one.code === code);
  if (!form) throw new Error(`the server has no form ${code}`);
  return form;
}

/** A month of a form that asks for all its sections. */
export function dueOf(form: Form, period: string, more: Partial<DueForm> = {}): DueForm {
  return {
    form: form.code,
    version: form.version,
    period,
    sections: form.sections.map(({ code }) => code),
    not_applicable: [],
    report_id: null,
    revision_id: null,
    state: "not_reported",
    reason: null,
    values: {},
    entered: {},
    prefill: {},
    last: {},
    last_year: {},
    sums: {},
    limits: {},
    nearby: {},
    due_on: "2019-10-03",
    closes_on: "2019-10-08",
    is_closed: false,
    ...more,
  };
}

export function draftOf(form: Form, period: string, more: Partial<Draft> = {}): Draft {
  return {
    author: "id-1",
    cell: `410122101/${form.code}/${period}`,
    org_unit: "410122101",
    form: form.code,
    form_version: form.version,
    period,
    report_id: "report-1",
    supersedes: null,
    not_applicable: [],
    texts: {},
    units: {},
    prefilled: [],
    reason: "",
    saved_at: 0,
    ...more,
  };
}
