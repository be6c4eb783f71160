/**
 * The notices of what the pages contain: name, version and licence text of every package of which a module is in
 * the bundle, found out by the build itself. A package without a licence text stops the build.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

export const NOTICES = "third-party-notices.txt";
const OF_PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LEGAL = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const texts = readdirSync(folder)
    .filter((file) => LEGAL.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})`;
  if (texts.length === 0) throw new Error(`${title} is bundled but carries no licence text`);
  return [title, "-".repeat(title.length), "", texts.join("\n\n")].join("\n");
}

/** The folder of the package that a module belongs to; none for our own modules and the bundler's. */
function packageOf(id: string): string | undefined {
  const folder = OF_PACKAGE.exec(id.replaceAll("\\", "/").replace(/^\0/, ""))?.[1];
  return folder !== undefined && existsSync(join(folder, "package.json")) ? folder : undefined;
}

export function notices(): Plugin {
  return {
    name: "agri-notices",
    apply: "build",
    generateBundle(_options, bundle) {
      const ids = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
      const folders = new Set(ids.map(packageOf).filter((folder) => folder !== undefined));
      const texts = [...new Set([...folders].map(noticeOf))].sort();
      const head = "The pages of agri contain the following packages, under the licences printed below.";
      this.emitFile({ type: "asset", fileName: NOTICES, source: `${[head, ...texts].join("\n\n\n")}\n` });
    },
  };
}
