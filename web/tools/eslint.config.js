/** What is asked of the front end's sources besides their types and their layout. */
import { resolve } from "node:path";

import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";

const WEB = resolve(import.meta.dirname, "..");

export default tseslint.config(
  { ignores: ["**/node_modules/", "tools/eslint.config.js", "src/shared/api/schema.ts"] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  vue.configs["flat/recommended"],
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        tsconfigRootDir: WEB,
        project: ["tsconfig.json", "tsconfig.worker.json", "tools/tsconfig.json"],
        extraFileExtensions: [".vue"],
      },
    },
    rules: {
      // TypeScript knows every name that there is.
      "no-undef": "off",
      eqeqeq: "error",
      // `const { left_out: _, ...rest } = whole` leaves one thing out.
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_$", argsIgnorePattern: "^_" }],
    },
  },
  // What a folder may import: phone, desk and review take from shared, and the review desk is a page of the desk.
  ...[
    ["shared", ["phone", "desk", "review"]],
    ["phone", ["desk", "review"]],
    ["desk", ["phone", "review"]],
    ["review", ["phone", "desk"]],
    ["review/desk", ["phone"]],
  ].map(([folder, others]) => ({
    files: [`src/${folder}/**`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: `^(\\.\\./)+(${others.join("|")})/`, message: `src/${folder} imports nothing of theirs.` },
          ],
        },
      ],
    },
  })),
  {
    // ESLint cannot see into .vue files; vue-tsc judges what comes out of them.
    files: ["src/main.ts", "src/router.ts", "**/*.vue"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
  prettier,
);
