/** Certificates to trust besides those of this machine. */
import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { usage } from "../../failure.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Everything that Node trusts by default, and the certificates of a PEM text.
 * @throws Failure `bad_ca` when the text holds no certificate, or a broken one
 */
export function withCaCertificates(pem: string): SecureContext {
  // The option `ca` would replace the roots that Node (and the machine, where Node is told to ask it) trusts.
  const trusted = createSecureContext();
  for (const certificate of certificatesIn(pem, "the certificate file"))
    trusted.context.addCACert(certificate);
  return trusted;
}

/** @param what the text is, to begin a sentence @throws Failure `bad_ca` */
export function certificatesIn(pem: string, what: string): readonly string[] {
  const hint = "use a file of PEM certificates (-----BEGIN CERTIFICATE-----)";
  const found = pem.match(CERTIFICATE);
  if (found === null) throw usage("bad_ca", `${what} contains no certificate`, hint);
  try {
    return found.map((text) => new X509Certificate(text).toString());
  } catch {
    throw usage("bad_ca", `${what} contains an invalid certificate`, hint);
  }
}
