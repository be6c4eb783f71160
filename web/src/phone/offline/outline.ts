/** A report that was never opened on this phone, as far as the list of reports tells it. */
import type { ListedReport, Report } from "../../shared/api/wire";
import type { Kept } from "./store";

/** The last version alone: what was typed in other units, decided and corrected before is with the server. */
export function outlineOf(id: string, listed: Kept<ListedReport[]> | undefined): Kept<Report> | undefined {
  const one = listed?.body.find(({ report_id }) => report_id === id);
  if (!listed || !one) return undefined;
  const { report_id, form, org_unit, period, revision_id, author, received_at, values, not_applicable } = one;
  const { findings, author_name, filing, state } = one;
  return {
    at: listed.at,
    body: {
      report_id,
      form,
      org_unit,
      period,
      state,
      is_closed: false,
      revisions: [
        {
          revision_id,
          supersedes: null,
          form_version: 0, // the one in force: which one it was is not told
          author,
          received_at,
          digest: "",
          values,
          not_applicable,
          entered: {},
          known_by: {},
          findings,
          reason: null,
          decisions: [],
          answers: [],
          author_name,
          filing,
        },
      ],
      conflicts: [],
      photos: [],
      may: [],
      barred: null,
    },
  };
}
