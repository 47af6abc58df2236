// Licenses of every package that has code in a bundle, and the list of these packages (SBOM, CycloneDX).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { posixPath, ROOT } from "./paths.mjs";

export const LICENSES_FILE = "THIRD-PARTY-LICENSES.txt";
export const SBOM_FILE = "sbom.cdx.json";

/**
 * Adds the license texts and the SBOM to the bundle.
 * @param {Iterable<string>} modules files that are in the bundle as text, besides those of its chunks
 */
export function licenses(modules = []) {
  return {
    name: "licenses",
    generateBundle(_options, bundle) {
      const packages = packagesIn(bundle, modules);
      const texts = packages.map(({ title, license, text }) => `${title} (${license})\n\n${text}`);
      const separator = `\n\n${"-".repeat(78)}\n\n`;
      const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source: `${source}\n` });
      emit(LICENSES_FILE, texts.join(separator));
      emit(SBOM_FILE, JSON.stringify(sbom(packages), null, 2));
    },
  };
}

/** Fails for a package in the bundle whose license is missing in `texts`, so that one list can serve two bundles. */
export function licensesListedIn(texts, modules = []) {
  return {
    name: "licenses-listed",
    generateBundle(_options, bundle) {
      for (const { title } of packagesIn(bundle, modules)) {
        if (!texts.includes(`${title} (`)) this.error(`the license of ${title} is not in ${LICENSES_FILE}`);
      }
    },
  };
}

function packagesIn(bundle, modules) {
  const directories = new Set();
  const ids = [...Object.values(bundle).flatMap((chunk) => chunk.moduleIds ?? []), ...modules];
  for (const id of ids) {
    const directory = packageDirectory(id);
    if (directory) directories.add(directory);
  }
  // npm may install one version into several directories.
  const packages = new Map([...directories].map(readPackage).map((one) => [one.title, one]));
  return [...packages.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Without time and serial number: the same sources give the same bytes. */
function sbom(packages) {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const component = (one) => ({
    type: "library",
    name: one.name,
    version: one.version,
    purl: `pkg:npm/${one.name.replace(/^@/, "%40")}@${one.version}`,
    licenses: [{ expression: one.license }],
  });
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name, version, purl: `pkg:npm/${name}@${version}` } },
    components: packages.map(component),
  };
}

function packageDirectory(id) {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  if (!posixPath(path).includes("/node_modules/")) return undefined;
  for (let directory = dirname(path); directory !== dirname(directory); directory = dirname(directory)) {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version) return directory;
  }
  return undefined;
}

function readPackage(directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(join(directory, file), "utf8").trim() : `License: ${license}`;
  return { name, version, license, title: `${name} ${version}`, text };
}
