import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { workerSource } from "./build/workerSource.mjs";

/**
 * Three projects, told apart by the name of a file:
 * - `process` launches the built program: signals, pipes, terminals, limits, kills, shells, variables that Node itself reads.
 * - `commands` runs whole commands inside the worker (`home.run`).
 * - `unit` is all the rest.
 */
const PROCESS = [
  "test/**/*.process.test.ts",
  "test/{proxy,shells,tls}/*.test.ts",
  "test/**/{kills,package,readme,install,signals,streams,terminal,prompt,prompts}.test.ts",
  "test/{threats,commands/runs}/{tab,private,configCode,workflowFiles,brokenDisk,fullDisk,downgrade,temporaryPlans,ended,nextLines}.test.ts",
  "test/commands/sandbox.test.ts",
];
/** Those need other programs: see lanes.mjs. */
const LANES = ["test/lanes/**"];
const COMMANDS = ["test/{commands,hostile,memory,process,threats}/**/*.test.ts"];

/** Files of a project share a worker, and so the modules that are loaded in it: nothing may be left behind in them. */
const project = (name, more) => ({
  extends: true,
  test: { name, pool: "forks", isolate: false, ...more },
});

export default defineConfig({
  plugins: [workerSource()],
  test: {
    root: new URL("..", import.meta.url).pathname,
    globalSetup: [new URL("../test/harness/build.ts", import.meta.url).pathname],
    maxWorkers: availableParallelism(),
    // Whole calls and process tests share the cores with the servers that they talk to.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: { include: ["src/**"], reportsDirectory: "coverage" },
    projects: [
      project("unit", { include: ["test/**/*.test.ts"], exclude: [...PROCESS, ...COMMANDS, ...LANES] }),
      project("commands", { include: COMMANDS, exclude: [...PROCESS, ...LANES] }),
      project("process", { include: PROCESS }),
    ],
  },
});
