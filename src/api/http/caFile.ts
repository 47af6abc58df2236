/** Reads the PEM file of a profile's `caFile`, and NODE_EXTRA_CA_CERTS beside it. */

import { usage } from "../../failure.ts";
import { readFile, stat } from "../../files/operations.ts";
import { systemReason } from "../../files/systemError.ts";
import type { Host } from "../../host.ts";
import { typedPath } from "../../text/typedPath.ts";

/**
 * PEM text for a connection's `extraCa`; undefined without a `caFile`: Node then reads NODE_EXTRA_CA_CERTS by itself.
 * @param caFile path of a PEM file
 * @throws Failure `ca_unreadable`, `bad_ca`
 */
export async function readExtraCa(
  caFile: string | undefined,
  host: Pick<Host, "env" | "cwd">,
): Promise<string | undefined> {
  const { env } = host;
  if (caFile === undefined) return undefined;
  const { certificatesIn } = await import("./certificates.ts");
  const own = await readCaFile(caFile);
  certificatesIn(own, `caFile ${JSON.stringify(caFile)}`);
  const more = await readEnvironmentCa(host);
  if (more.includes("-----BEGIN CERTIFICATE-----"))
    certificatesIn(more, `NODE_EXTRA_CA_CERTS ${JSON.stringify(env.NODE_EXTRA_CA_CERTS)}`);
  return `${own}\n${more}`;
}

/** A project config may name it, and so a device that never ends. */
const LARGEST = 4 * 1024 * 1024;

/** @param what who names it, and @param shown how, for messages @throws Failure `ca_unreadable` */
export async function readCaFile(caFile: string, what = "caFile", shown = caFile): Promise<string> {
  try {
    const facts = await stat(caFile);
    if (!facts.isFile() || facts.size > LARGEST) throw new Error("it is too large");
    return await readFile(caFile, "utf8");
  } catch (error) {
    throw usage("ca_unreadable", `${what} ${JSON.stringify(shown)} cannot be read: ${systemReason(error)}`, {
      say: "show where it is set",
      run: { command: "profile show" },
    });
  }
}

/** Node 20 forgets NODE_EXTRA_CA_CERTS for a connection with certificates of its own. It only warns of a file that cannot be read. */
async function readEnvironmentCa(host: Pick<Host, "env" | "cwd">) {
  const { NODE_EXTRA_CA_CERTS: path } = host.env;
  if (path === undefined || path === "") return "";
  return readFile(typedPath(host, path), "utf8").catch(() => "");
}
