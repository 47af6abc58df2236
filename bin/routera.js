#!/usr/bin/env node
// Words that any Node can read: an old one would stop at those of the program itself, with a riddle.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`routera needs Node.js 20.19 or newer, this is v${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  const { hostOf, main } = require("../dist/main.cjs");

  // What goes along with the program: beside it, or inside of an executable.
  const readShipped = (name) => {
    const sea = process.getBuiltinModule("node:sea");
    if (sea.isSea()) return sea.getAsset(name, "utf8");
    return require("node:fs").readFileSync(require("node:path").join(__dirname, "../dist", name), "utf8");
  };
  // Should it end without an answer, that is no success.
  process.exitCode = 1;
  main(hostOf(process, readShipped)).then((exitCode) => {
    process.exitCode = exitCode;
    // Everything is written by now. Should anything still hold the process, it must not hang.
    setTimeout(() => process.exit(exitCode), 1000).unref();
  });
}
