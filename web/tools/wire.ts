/**
 * Make the types of what the API takes and answers from its stored description.
 *
 * `node wire.ts write` writes them to src/shared/api/schema.ts; `node wire.ts check` says whether that file is current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import openapiTS, { astToString } from "openapi-typescript";

const ROOT = resolve(import.meta.dirname, "../..");
const DESCRIPTION = resolve(ROOT, "tests/api/openapi.json");
const TYPES = resolve(ROOT, "web/src/shared/api/schema.ts");

const HEAD = `/** What the API takes and answers. Made from tests/api/openapi.json by \`make wire\`: never change it by hand. */
`;

interface Description {
  openapi: string;
  info: unknown;
  components: { schemas: unknown };
}

// What Pydantic adds of its own accord, and says nothing that the names do not.
const NOISE = new Set(["title", "format"]);

/** The shapes alone: the page names its paths itself. */
function shapesOf({ openapi, info, components }: Description): string {
  const shapes = JSON.stringify(components.schemas, (key, value: unknown) =>
    NOISE.has(key) && typeof value === "string" ? undefined : value,
  );
  return `{"openapi": ${JSON.stringify(openapi)}, "info": ${JSON.stringify(info)}, "paths": {}, "components": {"schemas": ${shapes}}}`;
}

const description = JSON.parse(readFileSync(DESCRIPTION, "utf8")) as Description;
const made = HEAD + astToString(await openapiTS(shapesOf(description), { exportType: true }));
const [what] = process.argv.slice(2);
if (what === "write") writeFileSync(TYPES, made);
else if (readFileSync(TYPES, "utf8") !== made) {
  console.error("web/src/shared/api/schema.ts is not what tests/api/openapi.json describes: run `make wire`.");
  process.exit(1);
}
