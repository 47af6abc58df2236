/** Checks of what stands between this machine and Routera, with the eyes of a call. */
import { checkProxy, notUnderstood, routeTo } from "../../api/proxy.ts";
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
    checkProxyAddress(host.env, settings.baseUrl.value),
    await checkCertificates(host, settings.caFile.value),
    await checkFurtherCertificates(host),
  ];
}

function checkProxyAddress(env: Env, baseUrl: string): Finding {
  try {
    const { proxy, variable, exceptions } = routeTo(baseUrl, env);
    if (variable === undefined) return fine("proxy", "none");
    const { hostname } = new URL(baseUrl);
    const decided =
      exceptions && `${hostname} is ${proxy === undefined ? "" : "not "}covered by ${exceptions.variable}`;
    const fact =
      proxy === undefined
        ? `none: ${decided} entry ${JSON.stringify(exceptions?.coveredBy)}`
        : `${shownProxy(proxy)} (${variable}${decided === undefined ? "" : `; ${decided}`})`;
    if (exceptions === undefined || exceptions.notUnderstood.length === 0) return fine("proxy", fact);
    return warning(
      "proxy",
      `${fact}; ${notUnderstood(exceptions)}`,
      "separate host names, domains and addresses (10.0.0.0/8) by commas",
    );
  } catch (error) {
    return trouble("proxy", asFailure(error));
  }
}

/** The address of a proxy may hold a password. @throws Failure `bad_proxy` */
function shownProxy(proxy: string): string {
  const { protocol, host } = checkProxy(proxy);
  return `${protocol}//${host}`;
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
