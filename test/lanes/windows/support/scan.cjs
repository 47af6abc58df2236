// Opens each new file below a directory once, as soon as it is there, and shares it with no one for a while. Prints its
// path. It ends by itself after a minute. usage: scan.cjs DIRECTORY MS BEGINNING_OF_NAME
const { closeSync, constants, openSync, readdirSync } = require("node:fs");
const { join } = require("node:path");
const [directory, ms, beginning] = process.argv.slice(2);
const SHARE_NOTHING = constants.O_RDWR | 0x10000000;
const done = new Set();
const files = () => {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.startsWith(beginning))
    .map((entry) => join(entry.parentPath, entry.name));
};
const look = () => {
  for (const path of files()) {
    if (done.has(path)) continue;
    try {
      const handle = openSync(path, SHARE_NOTHING);
      done.add(path);
      process.stdout.write(`${path}\n`);
      setTimeout(() => closeSync(handle), Number(ms));
    } catch {
      // It is open elsewhere or gone again; the next look tries once more.
    }
  }
  setImmediate(look);
};
for (const path of files()) done.add(path);
process.stdout.write("scanning\n");
look();
setTimeout(() => process.exit(), 60_000);
