#!/usr/bin/env node
// Syntax that any version of Node can read: an old one would report a syntax error in the program itself.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`routera needs Node.js 20.19 or newer, this is v${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  const { readFileSync } = require("node:fs");
  const { join } = require("node:path");
  require("../dist/launch.cjs").launch(process, {
    read: (name) => readFileSync(join(__dirname, "../dist", name)),
    builtin: require,
  });
}
