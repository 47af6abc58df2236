/** A certificate authority of the test's own, and a server certificate that it signed. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Belongs to the machine, not to this package. */
const OPENSSL = "openssl";

export type Authority = {
  /** Path of the authority's own certificate. */
  readonly caFile: string;
  readonly key: string;
  readonly cert: string;
  remove(): void;
};

/** Good for a day; undefined where this machine has no openssl. @param names what the server's certificate is for */
export function makeAuthority(names = "DNS:localhost,IP:127.0.0.1"): Authority | undefined {
  const directory = mkdtempSync(join(tmpdir(), "routera-ca-"));
  const file = (name: string) => join(directory, name);
  const run = (...args: readonly string[]) =>
    execFileSync(OPENSSL, args, { cwd: directory, stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const remove = () => rmSync(directory, { recursive: true, force: true });
  // Two authorities of one name could not be distinguished.
  const subject = `/CN=${basename(directory)}`;
  try {
    run("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", "-days", "1", "-subj", subject);
    run("req", ...newKey, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost");
    writeFileSync(file("names"), `subjectAltName=${names}\n`);
    run(
      ...["x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
      ...["-out", "server.pem", "-days", "1", "-extfile", "names"],
    );
    return {
      caFile: file("ca.pem"),
      key: readFileSync(file("server.key"), "utf8"),
      cert: readFileSync(file("server.pem"), "utf8"),
      remove,
    };
  } catch {
    remove();
    return undefined;
  }
}
