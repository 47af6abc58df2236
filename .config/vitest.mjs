import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { workerSource } from "./build/workerSource.mjs";
import { excludedOn } from "./systems.mjs";

/**
 * Three projects, distinguished by the name of a file:
 * - `process` launches the built program, for what only a process can show: signals, pipes, terminals, limits, kills, shells,
 *   variables that Node itself reads. Only it needs a build, or makes one.
 * - `commands` runs whole commands inside the worker (`home.run`).
 * - `unit` is all the rest.
 */
const PROCESS = ["test/**/*.process.test.ts", "test/build/*.test.ts", "test/library/package.test.ts"];
/** Those need other programs: see lanes.mjs. */
const LANES = ["test/lanes/**"];
const COMMANDS = ["test/{behavior,commands,hostile,threats}/**/*.test.ts"];

/** What this system lacks something for: see systems.mjs. */
const ELSEWHERE = excludedOn(process.platform);

const inTests = (name) => fileURLToPath(new URL(`../test/${name}`, import.meta.url));
/** Before all tests of a project. */
const GUARD = inTests("harness/profile/guard.ts");

/** Files of a project share a worker, and so the modules that are loaded in it: nothing may be left behind in them. */
const project = (name, more) => ({
  extends: true,
  test: { name, pool: "forks", isolate: false, globalSetup: [GUARD], ...more },
});

export default defineConfig({
  plugins: [workerSource()],
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    maxWorkers: availableParallelism(),
    setupFiles: [inTests("propertySeed.ts"), inTests("harness/profile/accountHome.ts")],
    // Whole calls and process tests share the cores with the servers that they talk to.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: { include: ["src/**"], reportsDirectory: "coverage" },
    projects: [
      project("unit", {
        include: ["test/**/*.test.ts"],
        exclude: [...PROCESS, ...COMMANDS, ...LANES, ...ELSEWHERE],
      }),
      project("commands", { include: COMMANDS, exclude: [...PROCESS, ...ELSEWHERE] }),
      project("process", {
        include: PROCESS,
        exclude: [...LANES, ...ELSEWHERE],
        globalSetup: [GUARD, inTests("harness/built/build.ts")],
      }),
    ],
  },
});
