import { describe, expect, it } from "vitest";
import { checkProxy, proxyFor } from "../../../src/api/http/agents.ts";
import type { Failure } from "../../../src/failure.ts";

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
    ["https://api.routera.io", { https_proxy: "", HTTPS_PROXY: " http://p:1\n" }, "http://p:1"],
    ["https://api.routera.io", { HTTPS_PROXY: "http://p:1", no_proxy: "x", NO_PROXY: "*" }, "http://p:1"],
  ])("%s with %j → %s", (baseUrl, env, proxy) => {
    expect(proxyFor(baseUrl, env)).toBe(proxy);
  });
});

describe("the address of a proxy", () => {
  it.each([
    ["http://p:3128", "", ""],
    ["https://u:secret@p:3128", "u", "secret"],
    ["http://DOM%5Cu:p%23x@p:3128", "DOM%5Cu", "p%23x"],
    ["http://u:a@b@p:3128", "u", "a%40b"],
    ["http://p:3128/#fragment", "", ""],
  ])("%s", (proxy, username, password) => {
    expect(checkProxy(proxy)).toMatchObject({ hostname: "p", username, password });
  });

  it.each([
    ["u:secret#x", "#", "%23"],
    ["u:secret/x", "/", "%2F"],
    ["u:secret?x", "?", "%3F"],
    ["u:secret%", "%", "%25"],
    ["u:secret%zz", "%", "%25"],
    ["DOM\\u:secret", "\\", "%5C"],
    ["u#:secret", "#", "%23"],
  ])("a raw character in %s is named with its escape", (userInfo, character, written) => {
    const problem = problemOf(`http://${userInfo}@127.0.0.1:3128`);
    expect(problem).toMatchObject({ kind: "usage", code: "bad_proxy" });
    expect(problem.message).toContain(`"${character}"`);
    expect(problem.hint).toBe(`replace ${character} with ${written}`);
    expect(`${problem.message} ${problem.hint}`).not.toContain("secret");
  });

  it("escapes that are not UTF-8 are refused", () => {
    expect(problemOf("http://u:%ff%fe@p:1")).toMatchObject({ code: "bad_proxy" });
  });

  it.each(["socks5://p", "ftp://p", "http://", "%%"])("%s is none", (proxy) => {
    expect(problemOf(proxy)).toMatchObject({ code: "bad_proxy" });
  });
});

function problemOf(proxy: string): Failure {
  try {
    checkProxy(proxy);
  } catch (error) {
    return error as Failure;
  }
  throw new Error("no failure");
}
