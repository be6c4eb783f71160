/**
 * What the build adds to the pages: a service worker that knows every file by its content hash, and a
 * compressed twin of every file that is worth one, so that the server need not compress.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build, type Plugin, type ResolvedConfig } from "vite";

const COMPRESSED = /\.(?:js|css|html|svg|json|webmanifest)$/;
const WORTH_BYTES = 500; // below, the headers outweigh the gain

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith("."))
    .sort();
}

/** The pages' files by address, each with the SHA-256 of its content; the index answers for "/". */
function contentHashes(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const file of filesUnder(folder)) {
    if (file === "sw.js" || /\.(?:br|gz)$/.test(file)) continue;
    const address = file === "index.html" ? "/" : `/${file.split("\\").join("/")}`;
    hashes[address] = createHash("sha256").update(readFileSync(join(folder, file))).digest("hex");
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
      lib: { entry: join(config.root, "src/worker/sw.ts"), formats: ["iife"], name: "agri", fileName: () => "sw.js" },
    },
  });
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
      await buildWorker(config);
      compress(resolve(config.root, config.build.outDir));
    },
  };
}

export function pages(): Plugin[] {
  return [preloadWords(), finishPages()];
}
