#!/usr/bin/env node
const { hostOf, main } = require("../dist/main.cjs");

main(hostOf(process)).then((exitCode) => {
  process.exitCode = exitCode;
  // Everything is written by now. Should anything still hold the process, it must not hang.
  setTimeout(() => process.exit(exitCode), 1000).unref();
});
