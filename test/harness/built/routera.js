// Starts the program as bin/routera.js does, with compiled code that build.ts has recorded. Every home of a test is new, so
// nothing would be found in its cache, and a process would take a third longer to start.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const DIST = join(__dirname, "../../../dist");
const RECORDED = join(__dirname, "../../../node_modules/.cache/routera-tests");

if (require.main === module) {
  require(join(DIST, "launch.cjs")).launch(process, {
    read: (name) => readFileSync(join(DIST, name)),
    builtin: require,
    compiled: (name) => {
      try {
        return readFileSync(join(RECORDED, name));
      } catch {
        return undefined;
      }
    },
  });
}

module.exports = { RECORDED };
