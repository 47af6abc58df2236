import { afterEach, describe, expect, it, vi } from "vitest";
import { proxyFor } from "../../src/api/proxy.ts";

const VARIABLES = [
  "https_proxy",
  "HTTPS_PROXY",
  "http_proxy",
  "HTTP_PROXY",
  "all_proxy",
  "ALL_PROXY",
  "no_proxy",
  "NO_PROXY",
];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the proxy of a base URL", () => {
  it.each([
    ["https://api.routera.io", {}, undefined],
    ["https://api.routera.io", { HTTPS_PROXY: "http://p:3128" }, "http://p:3128"],
    ["https://api.routera.io", { https_proxy: "https://p:3128" }, "https://p:3128"],
    ["https://api.routera.io", { HTTPS_PROXY: "p:3128" }, "http://p:3128"],
    ["https://api.routera.io", { ALL_PROXY: "http://all:1" }, "http://all:1"],
    ["https://api.routera.io", { HTTPS_PROXY: "" }, undefined],
    ["https://api.routera.io", { HTTP_PROXY: "http://p:1" }, undefined],
    ["https://api.routera.io", { HTTPS_PROXY: "http://p:1", NO_PROXY: "*" }, undefined],
    ["https://api.routera.io", { HTTPS_PROXY: "http://p:1", NO_PROXY: "x.example, .routera.io" }, undefined],
    ["https://api.routera.io", { HTTPS_PROXY: "http://p:1", NO_PROXY: "evil-routera.io" }, "http://p:1"],
    [
      "http://127.0.0.1:80",
      { HTTP_PROXY: "http://p:1", HTTPS_PROXY: "http://p:1", ALL_PROXY: "http://p:1" },
      undefined,
    ],
  ])("%s with %j → %s", async (baseUrl, env, proxy) => {
    // The library reads the environment of the process, which in a test is not ours.
    for (const name of VARIABLES) vi.stubEnv(name, (env as Record<string, string>)[name] ?? "");
    await expect(proxyFor(baseUrl, env)).resolves.toBe(proxy);
  });
});
