/** The certificates of a profile's `caFile`, together with those that the environment adds. */
import { readFile, stat } from "node:fs/promises";
import { usage } from "../failure.ts";

/**
 * PEM text for a connection's `extraCa`; undefined without a `caFile`: Node then reads NODE_EXTRA_CA_CERTS by itself.
 * @param caFile path of a PEM file
 * @throws Failure `ca_unreadable`, `bad_ca`
 */
export async function readExtraCa(
  caFile: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (caFile === undefined) return undefined;
  const { certificatesIn } = await import("./trust.ts");
  const own = await readCaFile(caFile);
  certificatesIn(own, `caFile ${JSON.stringify(caFile)}`);
  const more = await readEnvironmentCa(env);
  if (more.includes("-----BEGIN CERTIFICATE-----"))
    certificatesIn(more, `NODE_EXTRA_CA_CERTS ${JSON.stringify(env.NODE_EXTRA_CA_CERTS)}`);
  return `${own}\n${more}`;
}

/** A project file may name it, and so a device that never ends. */
const LARGEST = 4 * 1024 * 1024;

/** @param what who names it, for messages @throws Failure `ca_unreadable` */
export async function readCaFile(caFile: string, what = "caFile"): Promise<string> {
  try {
    const facts = await stat(caFile);
    if (!facts.isFile() || facts.size > LARGEST) throw Object.assign(new Error(), { code: "no small file" });
    return await readFile(caFile, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw usage(
      "ca_unreadable",
      `${what} ${JSON.stringify(caFile)} cannot be read (${code})`,
      "`routera profile show` says where it is set",
    );
  }
}

/** Node 20 forgets NODE_EXTRA_CA_CERTS for a connection with certificates of its own. It only warns of a file that cannot be read. */
async function readEnvironmentCa({
  NODE_EXTRA_CA_CERTS: path,
}: Readonly<Record<string, string | undefined>>) {
  if (path === undefined || path === "") return "";
  return readFile(path, "utf8").catch(() => "");
}
