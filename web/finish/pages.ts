/**
 * What the build adds to the pages: a service worker that knows every file by its content hash, and a
 * compressed twin of every file that is worth one, so that the server need not compress.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build, type Plugin, type ResolvedConfig } from "vite";

import { notices, NOTICES } from "./notices";

const DESK_FOLDER = "assets/desk/"; // what phones never fetch, neither at once nor for later
const OF_DESK = /\/src\/(?:review\/)?desk\/|\/strings\.desk\./;
const ENTRY_LIMIT_BYTES = 60_000; // compressed: about two seconds on slow 3G
const COMPRESSED = /\.(?:js|css|html|svg|json|webmanifest)$/;
const WORTH_BYTES = 500; // below, the headers outweigh the gain

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith("."))
    .sort();
}

interface NamedFile {
  moduleIds?: string[];
  originalFileNames?: string[];
}

/** Where a chunk or a style goes: what only the desk needs has a folder of its own. */
export function deskFileName({ moduleIds, originalFileNames }: NamedFile): string {
  const from = moduleIds ?? originalFileNames ?? [];
  const isDesk = from.some((id) => OF_DESK.test(`/${id}`));
  return `${isDesk ? DESK_FOLDER : "assets/"}[name]-[hash].${moduleIds ? "js" : "[ext]"}`;
}

/** The pages' files by address, each with the SHA-256 of its content; the index answers for "/". */
function contentHashes(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const file of filesUnder(folder)) {
    const name = file.split("\\").join("/");
    if (name === "sw.js" || name === NOTICES || name.startsWith(DESK_FOLDER) || /\.(?:br|gz)$/.test(name)) continue;
    const address = name === "index.html" ? "/" : `/${name}`;
    hashes[address] = createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
  }
  return hashes;
}

async function buildWorker(config: ResolvedConfig): Promise<void> {
  const folder = resolve(config.root, config.build.outDir);
  await build({
    configFile: false,
    root: config.root,
    publicDir: false,
    logLevel: "warn",
    define: { __PRECACHE__: JSON.stringify(contentHashes(folder)) },
    build: {
      outDir: config.build.outDir,
      emptyOutDir: false,
      target: config.build.target,
      // One classic script without imports: what every browser with service workers can run.
      lib: {
        entry: join(config.root, "src/phone/worker/sw.ts"),
        formats: ["iife"],
        name: "agri",
        fileName: () => "sw.js",
      },
    },
  });
}

/** Refuse a build whose first files are too large for a bad line. */
function holdEntryLimit(folder: string): void {
  const index = readFileSync(join(folder, "index.html"), "utf8");
  const files = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
  const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0);
  if (size > ENTRY_LIMIT_BYTES) throw new Error(`the entry has ${size} bytes, more than ${ENTRY_LIMIT_BYTES}`);
}

function compress(folder: string): void {
  for (const file of filesUnder(folder)) {
    if (!COMPRESSED.test(file)) continue;
    const path = join(folder, file);
    const content = readFileSync(path);
    if (content.length < WORTH_BYTES) continue;
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
    );
  }
}

/** Let the browser fetch the Chinese words together with the script that will ask for them. */
function preloadWords(): Plugin {
  return {
    name: "agri-preload-words",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const words = Object.keys(bundle ?? {}).find((file) => /strings\.zh-.*\.js$/.test(file));
        if (!words) return html;
        const attrs = { rel: "modulepreload", href: `/${words}`, crossorigin: true };
        return { html, tags: [{ tag: "link", attrs, injectTo: "head" }] };
      },
    },
  };
}

function finishPages(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "agri-finish-pages",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      holdEntryLimit(resolve(config.root, config.build.outDir));
      await buildWorker(config);
      compress(resolve(config.root, config.build.outDir));
    },
  };
}

export function pages(): Plugin[] {
  return [preloadWords(), notices(), finishPages()];
}
