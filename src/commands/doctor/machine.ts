/** Checks of files and folders of this machine. */
import { randomBytes } from "node:crypto";
import { access, constants, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { proxyFor } from "../../api/proxy.ts";
import { readExtraCa } from "../../api/readExtraCa.ts";
import type { Context } from "../../context.ts";
import { asFailure, Failure } from "../../failure.ts";
import type { Host } from "../../host.ts";
import { makeFolder } from "../../makeFolder.ts";
import { loadConfig } from "../../profile/load.ts";
import { stateFolder } from "../../profile/paths.ts";
import type { Settings } from "../../profile/settings.ts";
import { locateUserFile } from "../../profile/userFile.ts";
import { type Finding, fine, skipped, trouble, warning } from "./finding.ts";

/** Which configuration files count, or why one is refused. */
export async function checkFiles({ host, globals }: Context): Promise<readonly Finding[]> {
  try {
    const { user, project } = await loadConfig(host, globals.config);
    const place = { ...host, cwd: host.cwd(), configFlag: globals.config };
    const usual = (await locateUserFile(place))?.shown ?? "nowhere: there is no home folder";
    return [
      user ? fine("user file", user.file) : fine("user file", `none (it would be ${usual})`),
      project ? fine("project file", project.file) : fine("project file", "none"),
    ];
  } catch (error) {
    return [trouble("configuration", asFailure(error))];
  }
}

/** The state folder takes the runs' journals: it must be there, or be possible to make, and be writable. */
export async function checkState(host: Host): Promise<Finding> {
  try {
    const folder = stateFolder(host);
    await makeFolder(folder);
    const trial = join(folder, `doctor-${randomBytes(6).toString("hex")}`);
    await writeFile(trial, "", { flag: "wx", mode: 0o600 });
    await rm(trial);
    return fine("state folder", folder);
  } catch (error) {
    if (error instanceof Failure) return trouble("state folder", error);
    const { code, path = "" } = error as NodeJS.ErrnoException;
    return trouble(
      "state folder",
      new Failure("local_io", `the state folder cannot be written (${code}: ${path})`, {
        code: "state_unwritable",
        hint: `make ${dirname(path)} yours and writable, or set XDG_STATE_HOME to another folder`,
      }),
    );
  }
}

/** Proxy and certificates for the address in use. */
export async function checkNetworkFiles(host: Host, settings: Settings): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const proxy = await proxyFor(settings.baseUrl.value, host.env);
  // The address of a proxy may hold a password.
  found.push(fine("proxy", proxy === undefined ? "none" : withoutPassword(proxy)));
  try {
    await readExtraCa(settings.caFile.value, host.env);
    found.push(fine("certificates", settings.caFile.value ?? "the system's"));
  } catch (error) {
    found.push(trouble("certificates", asFailure(error)));
  }
  const extra = host.env.NODE_EXTRA_CA_CERTS;
  if (extra) {
    const readable = await access(extra, constants.R_OK).then(
      () => true,
      () => false,
    );
    found.push(
      readable
        ? fine("certificates", `also NODE_EXTRA_CA_CERTS: ${extra}`)
        : warning(
            "certificates",
            `NODE_EXTRA_CA_CERTS names ${extra}, which cannot be read`,
            "correct or unset it",
          ),
    );
  }
  return found;
}

/** For checks that need settings where there are none. */
export function skippedChecks(names: readonly string[]): readonly Finding[] {
  return names.map((name) => skipped(name, "not looked at: the configuration comes first"));
}

function withoutPassword(proxy: string): string {
  if (!URL.canParse(proxy)) return "set, but not an address";
  const { protocol, host } = new URL(proxy);
  return `${protocol}//${host}`;
}
