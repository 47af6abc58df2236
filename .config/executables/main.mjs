// Main script of an executable. The files of the program are inside it, as assets.
import { getRawAsset } from "node:sea";
import { launch } from "../../src/launch.ts";

const asset = (name) => Buffer.from(getRawAsset(name));
/** RECORDED and COMPILED are constants of the build. */
const recorded = new Set(RECORDED);

launch(process, {
  read: asset,
  builtin: (name) => process.getBuiltinModule(name),
  compiled: (name) => (recorded.has(`${name}${COMPILED}`) ? asset(`${name}${COMPILED}`) : undefined),
});
