import { describe, expect, it } from "vitest";
import { readNoProxy } from "../../../src/api/http/noProxy.ts";

const covering = (value: string, url: string) => readNoProxy(value, new URL(url)).coveredBy;

describe("NO_PROXY", () => {
  it.each([
    ["*", "https://api.corp.test", "*"],
    ["corp.test", "https://corp.test", "corp.test"],
    ["corp.test", "https://api.corp.test", "corp.test"],
    [".corp.test", "https://api.corp.test", ".corp.test"],
    [".corp.test", "https://corp.test", ".corp.test"],
    ["*.corp.test", "https://api.corp.test", "*.corp.test"],
    ["CORP.test.", "https://api.corp.test", "CORP.test."],
    ["corp.test", "https://api.corp.test.", "corp.test"],
    ["a.test, corp.test", "https://corp.test", "corp.test"],
    ["a.test  corp.test", "https://corp.test", "corp.test"],
    ["corp.test:443", "https://corp.test", "corp.test:443"],
    ["corp.test:8443", "https://corp.test:8443", "corp.test:8443"],
    ["bücher.test", "https://api.xn--bcher-kva.test", "bücher.test"],
    ["10.1.2.3", "https://10.1.2.3", "10.1.2.3"],
    ["10.0.0.0/8", "https://10.1.2.3:8443", "10.0.0.0/8"],
    ["10.1.2.3/32", "https://10.1.2.3", "10.1.2.3/32"],
    ["0.0.0.0/0", "https://10.1.2.3", "0.0.0.0/0"],
    ["::1", "https://[::1]", "::1"],
    ["[::1]", "https://[::1]", "[::1]"],
    ["[::1]:8443", "https://[::1]:8443", "[::1]:8443"],
    ["fd00::/8", "https://[fd12::1]", "fd00::/8"],
    ["[fd00::]/8", "https://[fd12::1]", undefined],
    ["0:0:0:0:0:0:0:1", "https://[::1]", "0:0:0:0:0:0:0:1"],
    ["", "https://corp.test", undefined],
    ["p.test,notcorp.test", "https://api.corp.test", undefined],
    ["api.corp.test", "https://corp.test", undefined],
    ["corp.test:444", "https://corp.test", undefined],
    ["10.0.0.0/8", "https://11.1.2.3", undefined],
    ["1.2.3", "https://10.1.2.3", undefined],
    ["::/64", "https://[1::1]", undefined],
    ["0.0.0.0/0", "https://api.corp.test", undefined],
  ])("%j for %s: %j", (value, url, entry) => {
    expect(covering(value, url)).toBe(entry);
  });

  it.each(["10.0.0.0/33", "10.0.0.0/x", "::1/129", "192.168.*", "a;b", "<local>", "http://corp.test"])(
    "%j is not understood",
    (entry) => {
      const read = readNoProxy(`x.test,${entry}`, new URL("https://corp.test"));
      expect(read).toEqual({ coveredBy: undefined, notUnderstood: [entry] });
    },
  );
});
