import { describe, expect, it } from "vitest";
import { checkBaseUrl } from "../../src/text/baseUrl.ts";

describe("a base URL", () => {
  it.each([
    ["https://api.routera.io", "https://api.routera.io/"],
    ["https://eu.example:8443/routera/v1", "https://eu.example:8443/routera/v1"],
    ["http://127.0.0.1:4010", "http://127.0.0.1:4010/"],
    ["http://127.8.9.10/", "http://127.8.9.10/"],
    ["http://[::1]:80/x", "http://[::1]/x"],
    ["http://localhost:3000", "http://localhost:3000/"],
    ["HTTP://LOCALHOST", "http://localhost/"],
  ])("%s is fine", (text, href) => {
    expect(checkBaseUrl(text).href).toBe(href);
  });

  it.each([
    "http://api.routera.io",
    "http://localhost.evil.com",
    "http://127.0.0.1.evil.com",
    "http://localhost.",
    "http://128.0.0.1",
    "http://10.0.0.1",
    "http://[::2]",
    "http://[::ffff:127.0.0.1]",
    "http://0.0.0.0",
  ])("%s would send the token in clear", (text) => {
    expect(() => checkBaseUrl(text)).toThrow(
      expect.objectContaining({ kind: "usage", code: "insecure_base_url" }),
    );
  });

  it.each([
    "",
    " ",
    "api.routera.io",
    "//api.routera.io",
    "ftp://api.routera.io",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https:api.routera.io",
    "https:/api.routera.io",
    "https:///api.routera.io",
    "https:\\\\evil.com",
    "https://good.example\\@evil.com",
    "https://localhost@evil.com",
    "https://user:secret@api.routera.io",
    "https://@api.routera.io",
    "https://api.routera.io?x=1",
    "https://api.routera.io/#",
    "https://api.routera.io/a/../b",
    "https://api.routera.io/%2e%2E/b",
    "https://api.routera.io/a b",
    "https://api.routera.io\n",
    "https://api\u200b.routera.io",
    "https://api.routera.io:99999",
    "https://[",
    "https://%",
  ])("%j is refused", (text) => {
    expect(() => checkBaseUrl(text)).toThrow(
      expect.objectContaining({ kind: "usage", code: "bad_base_url" }),
    );
  });

  it("does not show what may be a password", () => {
    expect(() => checkBaseUrl("https://me:hunter2@api.routera.io")).not.toThrow(/hunter2/);
    expect(() => checkBaseUrl("https://me:hunter2@api.routera.io")).toThrow(
      "the base URL (hidden: may contain a password) contains a user name or password",
    );
  });

  it.each([
    ["", '"" is empty'],
    ["https://a b", '"https://a b" contains white space or control characters'],
    ["https:\\\\a", '"https:\\\\\\\\a" contains a backslash'],
    ["xhttps://a", '"xhttps://a" does not start with https:// and a host'],
    ["https://a#", '"https://a#" has a query or a fragment'],
    ["https://a/..", '"https://a/.." has a path with dot segments'],
    ["https://a/.", '"https://a/." has a path with dot segments'],
    ["https://[", '"https://[" is not a URL'],
    ["http://a", '"http://a" would send the token unencrypted: http is allowed for loopback only'],
    [
      "http://127.evil.com",
      '"http://127.evil.com" would send the token unencrypted: http is allowed for loopback only',
    ],
    [`ftp://${"x".repeat(114)}`, `"ftp://${"x".repeat(114)}" does not start with https:// and a host`],
    [`ftp://${"x".repeat(115)}`, `"ftp://${"x".repeat(114)}…" does not start with https:// and a host`],
  ])("%j: the message says why", (text, words) => {
    expect(() => checkBaseUrl(text)).toThrow(`the base URL ${words}`);
  });
});
