/** Certificates made for one test run; undefined where this machine has no openssl. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Belongs to the machine, not to this package. */
const OPENSSL = "openssl";

export type Certificate = { readonly key: string; readonly cert: string };

/** A self-signed certificate for 127.0.0.1, or for the name given. */
export function makeCertificate(name = "IP:127.0.0.1", days = 2): Certificate | undefined {
  const directory = mkdtempSync(join(tmpdir(), "routera-cert-"));
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  try {
    execFileSync(
      OPENSSL,
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-keyout", key, "-out", cert, "-days", String(days), "-subj", "/CN=routera-test"],
        ...["-addext", `subjectAltName=${name}`],
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch {
    return undefined;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
