/** No redirect is ever followed, and a token never leaves for a place that is not meant. */
import { describe, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { applied, dealServer, type Responders, unapplied } from "../../harness/dealServer.ts";
import { CANARY, makeHome } from "../../harness/program.ts";
import { READ, RENAME, runAgainstServer } from "../../harness/runAgainstServer.ts";
import { transcript } from "../../harness/transcript.ts";

const STATUSES = [300, 301, 302, 303, 304, 307, 308] as const;

describe.concurrent("a redirect", () => {
  it.for(STATUSES)("%i to another host", async (status, { expect }) => {
    const other = await dealServer();
    const to = answer(status, undefined, { location: `${other.url}/deals/stolen?t=${CANARY}` });
    for (const args of [RENAME, READ]) {
      const said = await runAgainstServer({ PATCH: unapplied(to), GET: to }, { args, words: ["-v"] });
      expect(
        said
          .split("\n")
          .filter((line) => !/^[<>] /.test(line))
          .join("\n"),
      ).toBe(
        [
          "exit 1",
          "--- stderr",
          `error: http://127.0.0.1:PORT returned ${status}, a redirect to http://127.0.0.1:PORT; redirects are not followed`,
          // "See other" is how some servers say that a write was done.
          ...(status === 303 && args === RENAME
            ? ["note: unknown outcome; the change may have been applied"]
            : []),
          "hint: check the base URL and its source: routera profile show",
          "--- asked",
          `${args === READ ? "GET" : "PATCH"} /deals/ID`,
        ].join("\n"),
      );
    }
    expect(other.connections()).toBe(0);
    await other.close();
  });

  it.for(STATUSES)("%i to the same host", async (status, { expect }) => {
    const to = answer(status, undefined, { location: "/oauth2/token" });
    const said = await runAgainstServer({ PATCH: unapplied(to) });
    expect(said).toMatch(/^exit 1\n/);
    expect(said).toMatch(/\n--- asked\nPATCH \/deals\/ID$/);
  });

  it("of an answer to a write that was applied says so", async ({ expect }) => {
    const to = answer(303, undefined, { location: "/elsewhere" });
    expect(await runAgainstServer({ PATCH: applied(to) }, { words: ["--json"] })).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      {"error":{"code":"redirected","message":"http://127.0.0.1:PORT returned 303, a redirect to http://127.0.0.1:PORT; redirects are not followed","status":303,"retryable":false,"outcome":"unknown","hint":"check the base URL and its source: routera profile show","command":["routera","profile","show"],"exit_code":1}}
      --- asked
      PATCH /deals/ID"
    `);
  });

  it.for(["javascript:alert(1)", "file:///etc/passwd", "//", "", "http://[", "ftp://x"])(
    "to %j, which is not a URL",
    async (location, { expect }) => {
      const said = await runAgainstServer({ GET: answer(302, undefined, { location }) }, { args: READ });
      expect(said).toMatch(/a redirect to (no URL|an unsupported URL|http:\/\/127\.0\.0\.1:PORT); redirects/);
    },
  );

  it("of the token request", async ({ expect }) => {
    const other = await dealServer();
    const acts: Responders = { POST: answer(307, undefined, { location: `${other.url}/oauth2/token` }) };
    const env = { ROUTERA_TOKEN: "", ROUTERA_CLIENT_ID: "client", ROUTERA_CLIENT_SECRET: CANARY };
    expect(await runAgainstServer(acts, { env })).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: http://127.0.0.1:PORT returned 307, a redirect to http://127.0.0.1:PORT; redirects are not followed
      hint: check the base URL and its source: routera profile show
      --- asked
      POST /oauth2/token"
    `);
    expect(other.connections()).toBe(0);
    await other.close();
  });
});

describe.concurrent("an address that is refused before a socket opens", () => {
  it.for([
    "http://api.routera.io",
    "http://example.com",
    "http://localhost.evil.com",
    "http://127.0.0.1.evil.com",
    "http://127.evil.com",
    "http://0.0.0.0",
    "http://10.0.0.1",
    "http://192.168.1.1",
    "http://[::]",
    "http://[::ffff:10.0.0.1]",
    "http://localhost@evil.com",
    "http://127.0.0.1:80@evil.com",
    "https://user:secret-word@api.routera.io",
    "https:\\\\evil.com",
    "http:\\\\127.0.0.1",
    "http:/127.0.0.1",
    "//127.0.0.1",
    "127.0.0.1",
    "api.routera.io",
    "ftp://127.0.0.1",
    "file:///etc",
    "javascript:x",
    "https://",
    "https://api.routera.io/?x=1",
    "https://api.routera.io/#x",
    "https://api.routera.io/../x",
    "https://api.routera.io/%2e%2e/x",
    " https://api.routera.io",
    "https://api.rou\ntera.io",
    "https://api.routera.io\u200b",
    "http://loc\u0430lhost",
  ])("%j", async (url, { expect }) => {
    const home = makeHome();
    // Nothing may even look a name up: every way out but the refusal ends in another exit code.
    const call = await home.run(["deals", "get", "x", "--base-url", url, "-v"], {
      env: { ROUTERA_TOKEN: CANARY },
    });
    const fromEnvironment = await home.run(["deals", "get", "x", "-v"], {
      env: { ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: url },
    });
    home.remove();
    for (const said of [transcript(call), transcript(fromEnvironment)]) {
      expect(said).toMatch(/^exit 2\n--- stderr\nerror: [^\n]*the base URL [^\n]*\nhint: use [^\n]*$/);
      expect(said).not.toContain("secret-word");
      expect(said).not.toContain("> GET");
    }
  });

  it("the same names are taken where they are this machine", async ({ expect }) => {
    const server = await dealServer();
    const home = makeHome();
    const port = new URL(server.url).port;
    for (const host of ["127.0.0.1", "LOCALHOST", "0x7f.1", "2130706433"]) {
      const call = await home.run(["deals", "get", server.deal().id as string, "--select", "deal_name"], {
        env: { ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: `http://${host}:${port}/` },
      });
      expect([host, transcript(call)]).toEqual([host, "exit 0\n--- stdout\ndeal_name:  Starter plan"]);
    }
    home.remove();
    await server.close();
  });
});
