// Main script of an executable. The files of the program are inside it, as assets.
import { getAsset, getRawAsset } from "node:sea";
import { loadProgram } from "./loadProgram.mjs";

loadProgram(
  (file) => getAsset(file, "utf8"),
  // A constant of the build.
  (file) => (HAS_CODE_CACHE ? Buffer.from(getRawAsset(`${file}.cache`)) : undefined),
);
