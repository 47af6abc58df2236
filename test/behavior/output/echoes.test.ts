/** A server that gives a secret back in the spelling of its answer: for a URL, a form, JSON or HTML. It is removed anyway. */
import { describe, expect, it } from "vitest";
import { answer, type Responder } from "../../api/scriptedServer.ts";
import { DEAL, dealServer, unapplied } from "../../harness/dealServer.ts";
import { makeHome, type ProcessResult } from "../../harness/program.ts";

const TOKEN = "AbCd/EfGh+IjKl/MnOp-QrSt~UvWx._YzAb==";
const SECRET = 'p@ss:w/ord+x & "quoted" <é>';

const html = (text: string) =>
  text.replace(/[&<>"']/g, (one) => `&#${one === "&" ? "x26" : one.charCodeAt(0)};`);
const named = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const units = (text: string) =>
  text.replace(/[^A-Za-z0-9]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Spellings, and how a reader of the message would undo them. */
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "for a URL": encodeURIComponent,
  "for a URL, in small letters": (text) =>
    encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  "for a form": (text) => new URLSearchParams({ v: text }).toString().slice(2),
  "for JSON": (text) => JSON.stringify(text).slice(1, -1),
  "for JSON, with slashes kept from HTML": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "for JSON, by its units": units,
  "for HTML": html,
  "for HTML, by names": named,
};

const PLACES: Readonly<Record<string, (echo: string) => Responder>> = {
  "in a message": (echo) => answer(400, { message: `cannot parse ${echo}`, error: true }),
  "in an OAuth error": (echo) =>
    answer(400, { error: "invalid_request", error_description: `cannot parse: ${echo}` }),
  "in a page": (echo) => answer(403, `<html>${echo}</html>`, { "content-type": "text/html" }),
  "in raw text": (echo) => answer(418, `oops "${echo}"`),
};

/** Twelve characters in a row are too many. */
function expectUnseen({ stdout, stderr }: ProcessResult, secret: string, spelled: string): void {
  for (const text of [secret, spelled]) {
    for (let at = 0; at + 12 <= text.length; at += 1) {
      const part = text.slice(at, at + 12);
      expect([part, `${stdout}${stderr}`.includes(part)]).toEqual([part, false]);
    }
  }
}

describe.concurrent("a server that gives back", () => {
  it.for(Object.entries(SPELLINGS))("%s", { timeout: 60_000 }, async ([_, spell]) => {
    for (const [place, act] of Object.entries(PLACES)) {
      const echo = act(`Bearer ${spell(TOKEN)}`);
      const server = await dealServer({
        PATCH: unapplied(echo),
        GET: echo,
        POST: act(`secret=${spell(SECRET)}`),
      });
      const home = makeHome();
      const words = ["deals", "update", DEAL, "--field", "a=b", "-v", "--retries", "0"];
      const base = { ROUTERA_BASE_URL: server.url };
      const byToken = await home.run(words, { env: { ...base, ROUTERA_TOKEN: TOKEN } });
      const bySecret = await home.run(words, {
        env: { ...base, ROUTERA_CLIENT_ID: "client", ROUTERA_CLIENT_SECRET: SECRET },
      });
      expect([place, byToken.exit === 0, bySecret.exit === 0]).toEqual([place, false, false]);
      expect(byToken.stderr, place).toContain("[hidden]");
      expectUnseen(byToken, TOKEN, spell(TOKEN));
      expectUnseen(bySecret, SECRET, spell(SECRET));
      home.remove();
      await server.close();
    }
  });

  it("a flood of what might be the beginning of a secret: the program is not held up", async () => {
    const home = makeHome();
    for (const [secret, flood] of [
      ["_abcdef", "\\"],
      ["\\\\\\\\x", "\\"],
      ["&#0", "&#0"],
    ] as const) {
      const act = answer(200, flood.repeat(512 * 1024), { "content-type": "text/html" });
      const server = await dealServer({ POST: act });
      const done = await home.run(["deals", "get", DEAL, "-v", "--retries", "0", "--timeout", "5s"], {
        env: { ROUTERA_BASE_URL: server.url, ROUTERA_CLIENT_ID: "client", ROUTERA_CLIENT_SECRET: secret },
      });
      expect([secret, done.exit]).toEqual([secret, 1]);
      await server.close();
    }
    home.remove();
  }, 20_000);

  it("so much of it that it has to be cut", async () => {
    const token = `Long${"TokenZZZZ".repeat(100)}.x.y`;
    const act = answer(200, `${token} `.repeat(40));
    const server = await dealServer({ PATCH: unapplied(act), GET: act });
    const home = makeHome();
    const env = { ROUTERA_BASE_URL: server.url, ROUTERA_TOKEN: token };
    const done = await home.run(["deals", "update", DEAL, "--field", "a=b", "-v", "--retries", "0"], { env });
    expect(done.exit).toBe(11);
    const got = await home.run(["deals", "get", DEAL, "-v"], { env });
    expect(got.exit).toBe(1);
    expect(got.stderr).toContain("[hidden]");
    expect(`${done.stderr}${got.stderr}`).not.toContain("Token");
    home.remove();
    await server.close();
  });
});
