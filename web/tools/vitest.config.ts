import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "tests/sharedCases.ts",
    setupFiles: "tests/setUp.ts",
    include: ["tests/**/*.test.ts"],
    // A run that finds no test, or only one that was singled out, must not pass for the whole.
    passWithNoTests: false,
    allowOnly: false,
    reporters: ["dot"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
