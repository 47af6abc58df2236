// Everything that `dist` holds, made in memory.
import { rolldown } from "rolldown";
import { launcherBundle } from "./launcher.mjs";
import { libraryBundle } from "./library.mjs";
import { LICENSES_FILE } from "./licenses.mjs";
import { programBundle } from "./program.mjs";

/** @returns the text of each file by its path below `dist`, sorted by path */
export async function bundleAll() {
  const program = await bundle(programBundle());
  const library = await bundle(libraryBundle(program.get(LICENSES_FILE)));
  const files = [
    ...(await bundle(launcherBundle())),
    ...program,
    ...[...library].map(([name, text]) => [`library/${name}`, text]),
  ];
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @returns the text of each file of one bundle by its name */
async function bundle({ output, ...input }) {
  const built = await rolldown(input);
  try {
    const { output: files } = await built.generate(output);
    return new Map(files.map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]));
  } finally {
    await built.close();
  }
}
