import { defineConfig } from "vitest/config";
import { workerSource } from "./build/workerSource.mjs";

/** Prints everything that a person reads into texts.txt: `npm run texts`. */
export default defineConfig({
  plugins: [workerSource()],
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/texts/printTexts.ts"],
    testTimeout: 120_000,
  },
});
