import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { workerSource } from "./build/workerSource.mjs";

/** Tests that need a program of their own. They are skipped where it is missing, unless ROUTERA_LANES is `required`. */
export default defineConfig({
  plugins: [workerSource()],
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/lanes/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
