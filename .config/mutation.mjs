import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The tests of the pure modules, and nothing that starts a process. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: [
      "test/deals/*.test.ts",
      "test/api/{reconcile,response,retry,url}.test.ts",
      "test/text/baseUrl.test.ts",
      "test/plans/baseline/baseline.test.ts",
      "test/plans/{inverse,planDeal,planRows}.test.ts",
    ],
    testTimeout: 30_000,
  },
});
