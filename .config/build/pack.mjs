// Packs the package that is published. usage: pack.mjs TARBALL
// It is packed from a directory of its own, whose package.json has what a user needs and nothing of the repository: no
// scripts, of which npm would warn, no devDependencies, no settings of tools.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ROOT } from "./paths.mjs";

/** Keys of package.json that are published; `repository` is set by the release. */
const PUBLISHED = [
  "name",
  "version",
  "description",
  "license",
  "keywords",
  "repository",
  "bin",
  "main",
  "types",
  "exports",
  "engines",
  "type",
];

const [tarball] = process.argv.slice(2);
if (tarball === undefined) throw new Error("pack.mjs requires the path of the tarball");

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const published = Object.fromEntries(
  PUBLISHED.filter((key) => key in manifest).map((key) => [key, manifest[key]]),
);

const directory = mkdtempSync(join(tmpdir(), "routera-package-"));
try {
  for (const name of ["README.md", "LICENSE", ...manifest.files]) {
    cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  }
  writeFileSync(join(directory, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  // npm is a script on Windows, which only a shell can start.
  execFileSync("npm", ["pack", "--silent"], {
    cwd: directory,
    shell: process.platform === "win32",
    stdio: ["ignore", "ignore", "inherit"],
  });
  const packed = readdirSync(directory).find((name) => name.endsWith(".tgz"));
  copyFileSync(join(directory, packed), resolve(tarball));
  console.log(`Packed ${manifest.name} ${manifest.version} into ${tarball}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
