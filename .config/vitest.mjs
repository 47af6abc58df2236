import { defineConfig } from "vitest/config";
import { workerSource } from "./build/workerSource.mjs";

export default defineConfig({
  plugins: [workerSource()],
  test: {
    root: new URL("..", import.meta.url).pathname,
    globalSetup: [new URL("../test/harness/build.ts", import.meta.url).pathname],
    include: ["test/**/*.test.ts"],
    // Those need other programs: see lanes.mjs.
    exclude: ["test/lanes/**"],
    // Whole calls and process tests share two cores with the servers that they talk to.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: { include: ["src/**"], reportsDirectory: "coverage" },
  },
});
