import { defineConfig } from "vitest/config";

/** The tests of the pure modules, and nothing that starts a process. */
export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: [
      "test/deals/*.test.ts",
      "test/api/{retry,verdict,path,baseUrl,answer}.test.ts",
      "test/bulk/plan/{inverse,planDeal,planRows,stamps}.test.ts",
    ],
    testTimeout: 30_000,
  },
});
