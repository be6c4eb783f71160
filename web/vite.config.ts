import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

import { deskFileName, pages } from "./finish/pages";

export default defineConfig({
  plugins: [vue(), pages()],
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  build: {
    outDir: "../agri/web",
    emptyOutDir: true,
    // Phones in the field are old; this is what their browsers understand.
    target: ["chrome87", "safari14", "firefox78"],
    // The page is served with `default-src 'self'`: nothing may be inlined as a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    manifest: true,
    rollupOptions: {
      // What phone and server judge alike is a file of its own with its exports kept, so that a test can put cases to the very
      // code that phones run.
      input: { index: "index.html", checks: "src/phone/checks/checks.ts" },
      preserveEntrySignatures: "exports-only",
      output: {
        chunkFileNames: deskFileName,
        assetFileNames: deskFileName,
        // What the first page needs comes in one piece, which compresses better than several.
        codeSplitting: {
          groups: [{ name: "first", tags: ["$initial"], test: (id) => !/\/src\/phone\/checks\//.test(id) }],
        },
      },
    },
  },
  // `npm run dev` talks to a server started by `agri serve`.
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
});
