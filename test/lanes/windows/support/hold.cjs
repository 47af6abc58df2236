// Opens a file, shares it with no one, and says so. Closes it some time after another program has come: when MARKER exists,
// or another file appears beside it. It ends by itself after half a minute. usage: hold.cjs FILE MS MARKER
const { closeSync, constants, existsSync, openSync, readdirSync } = require("node:fs");
const { dirname } = require("node:path");
const [path, ms, marker] = process.argv.slice(2);
const beside = () => readdirSync(dirname(path)).length;
const handle = openSync(path, constants.O_RDWR | 0x10000000);
const before = beside();
process.stdout.write("holding\n");
const started = Date.now();
const watch = setInterval(() => {
  const late = Date.now() - started > 30_000;
  if (!late && !existsSync(marker) && beside() <= before) return;
  clearInterval(watch);
  setTimeout(() => closeSync(handle), Number(ms));
}, 5);
