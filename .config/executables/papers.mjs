// What goes along with the executables: licenses and the list of what is inside (SBOM), with Node.js among them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LICENSES_FILE, SBOM_FILE } from "../build/licenses.mjs";
import { ROOT } from "../build/paths.mjs";
import { NODE_VERSION } from "./node.mjs";

/** Writes both files. @returns their paths by name */
export function writePapers(nodeLicense, directory) {
  const dist = (name) => readFileSync(join(ROOT, "dist", name), "utf8");
  const separator = `\n\n${"-".repeat(78)}\n\n`;
  const own = readFileSync(join(ROOT, "LICENSE"), "utf8").trim();
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const node = readFileSync(nodeLicense, "utf8").trim();
  const texts = [
    `${name} ${version} (${license})\n\n${own}`,
    `Node.js ${NODE_VERSION} (MIT, and the licenses of what it contains)\n\n${node}`,
    dist(LICENSES_FILE).trim(),
  ];
  const sbom = JSON.parse(dist(SBOM_FILE));
  sbom.components.unshift({
    type: "platform",
    name: "node",
    version: NODE_VERSION,
    purl: `pkg:generic/node@${NODE_VERSION}`,
    licenses: [{ license: { name: "MIT, and the licenses of what it contains" } }],
  });
  const papers = {
    [LICENSES_FILE]: `${texts.join(separator)}\n`,
    [SBOM_FILE]: `${JSON.stringify(sbom, null, 2)}\n`,
  };
  return Object.fromEntries(
    Object.entries(papers).map(([file, text]) => {
      writeFileSync(join(directory, file), text);
      return [file, join(directory, file)];
    }),
  );
}
