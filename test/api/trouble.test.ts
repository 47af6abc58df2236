import { describe, expect, it } from "vitest";
import { networkErrorOf } from "../../src/api/http/networkError.ts";
import { networkFailure } from "../../src/api/http/networkFailure.ts";
import { toCliWording } from "../harness/text/cliText.ts";

const SHAKING_HANDS = {
  sent: false,
  connected: true,
  answered: false,
  reused: false,
  secure: true,
  proxied: false,
};
const about = { what: "deal d1", origin: "https://api.test", redact: (text: string) => text };

describe("a certificate that is refused", () => {
  it.each([
    ["CERT_HAS_EXPIRED", "expired", "date and time"],
    ["CERT_NOT_YET_VALID", "not_yet_valid", "date and time"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "other_host", "base URL"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "authority", "caFile"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "authority", "NODE_EXTRA_CA_CERTS"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "authority", "caFile"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "authority", "caFile"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", undefined, "routera doctor"],
    ["CERT_REVOKED", undefined, "routera doctor"],
  ])("%s has a hint of its own", (code, certificate, hint) => {
    const error = networkErrorOf(code, undefined, SHAKING_HANDS);
    expect([error.kind, error.certificate]).toEqual(["tls", certificate]);
    const failure = toCliWording(networkFailure(error, about));
    expect([failure.code, failure.exitCode]).toEqual(["tls_failed", 1]);
    expect(failure.hint).toContain(hint);
    // Another authority helps against nothing else.
    if (certificate !== "authority") expect(failure.hint).not.toContain("caFile");
  });
});
