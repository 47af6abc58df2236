/** Checks of what stands between this machine and Routera, with the eyes of a call. */
import { checkProxy, proxyFor } from "../../api/proxy.ts";
import { readCaFile, readExtraCa } from "../../api/readExtraCa.ts";
import { trusting } from "../../api/trust.ts";
import { asFailure } from "../../failure.ts";
import type { Host } from "../../host.ts";
import type { Settings } from "../../profile/settings.ts";
import { typedPath } from "../../typedPath.ts";
import { type Finding, fine, trouble, warning } from "./finding.ts";

type Env = Host["env"];

/** Proxy and certificates for the address in use. */
export async function checkNetwork(host: Host, settings: Settings): Promise<readonly Finding[]> {
  return [
    await checkProxyAddress(host.env, settings.baseUrl.value),
    await checkCertificates(host, settings.caFile.value),
    await checkFurtherCertificates(host),
  ];
}

async function checkProxyAddress(env: Env, baseUrl: string): Promise<Finding> {
  try {
    const proxy = await proxyFor(baseUrl, env);
    if (proxy === undefined) return fine("proxy", "none");
    // The address of a proxy may hold a password.
    const { protocol, host } = checkProxy(proxy);
    return fine("proxy", `${protocol}//${host}`);
  } catch (error) {
    return trouble("proxy", asFailure(error));
  }
}

async function checkCertificates(host: Host, caFile: string | undefined): Promise<Finding> {
  try {
    const pem = await readExtraCa(caFile, host);
    return fine("certificates", pem === undefined ? "the system's" : `also those of ${caFile}`);
  } catch (error) {
    return trouble("certificates", asFailure(error));
  }
}

/** Node only warns of a file that it cannot use, and goes on without. */
async function checkFurtherCertificates(host: Host): Promise<Finding> {
  const { NODE_EXTRA_CA_CERTS: file } = host.env;
  const name = "further certificates";
  if (!file) return fine(name, "NODE_EXTRA_CA_CERTS is not set");
  try {
    trusting(await readCaFile(typedPath(host, file), "NODE_EXTRA_CA_CERTS", file));
    return fine(name, `NODE_EXTRA_CA_CERTS: ${file}`);
  } catch (error) {
    const { code, message } = asFailure(error);
    return warning(
      name,
      code === "bad_ca" ? `NODE_EXTRA_CA_CERTS ${file}: ${message}` : message,
      "correct NODE_EXTRA_CA_CERTS, or unset it",
    );
  }
}
