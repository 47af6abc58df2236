/** Certificates to trust besides those of this machine. */
import { X509Certificate } from "node:crypto";
import * as tls from "node:tls";
import { createSecureContext, type SecureContext } from "node:tls";
import { usage } from "../../failure.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Everything that Node trusts by default, and the certificates of a PEM text.
 * @param more further ones; broken ones among them are omitted
 * @throws Failure `bad_ca` when the text holds no certificate, or a broken one
 */
export function withCaCertificates(pem: string | undefined, more: readonly string[] = []): SecureContext {
  // The option `ca` would replace the roots that Node (and the machine, where Node is configured to ask it) trusts.
  const trusted = createSecureContext();
  const own = pem === undefined ? [] : certificatesIn(pem, "the certificate file");
  for (const certificate of own) trusted.context.addCACert(certificate);
  for (const certificate of more) {
    try {
      trusted.context.addCACert(certificate);
    } catch {
      // The system may hold what OpenSSL does not read; no one is trusted by it.
    }
  }
  return trusted;
}

/** True where this Node can read what the system trusts: from 22.15 on. */
export function readsSystemCertificates(): boolean {
  return typeof systemSource === "function";
}

/** What the system trusts, in PEM; none where this Node cannot list it. */
export function systemCertificates(): readonly string[] {
  return systemSource?.("system") ?? [];
}

const systemSource = (tls as { getCACertificates?: (type: "system") => string[] }).getCACertificates;

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
