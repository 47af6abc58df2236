/** The script that writes one comment, against a loopback server that answers as GitHub does. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { environment } from "../harness/program.ts";

const SCRIPT = resolve(import.meta.dirname, "../../ci/comment.mjs");
const TOKEN = "token-of-the-job";
const BOT = { type: "Bot" };

type Comment = { id: number; body: string; user: { type: string } };
type Call = { readonly method: string; readonly path: string; readonly authorization: string | undefined };

async function gitHub(comments: Comment[], status?: number) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://x");
      const method = request.method ?? "";
      calls.push({ method, path: url.pathname, authorization: request.headers.authorization });
      const answer = (code: number, value: unknown): void => {
        response.writeHead(status ?? code, { "content-type": "application/json" }).end(JSON.stringify(value));
      };
      if (method === "GET") {
        const page = Number(url.searchParams.get("page"));
        return answer(200, comments.slice((page - 1) * 100, page * 100));
      }
      const { body } = JSON.parse(text) as { body: string };
      if (method === "POST") comments.push({ id: 900 + comments.length, body, user: BOT });
      const id = Number(url.pathname.split("/").at(-1));
      const one = method === "POST" ? comments.at(-1) : comments.find((comment) => comment.id === id);
      if (one === undefined) return answer(404, {});
      one.body = body;
      answer(method === "POST" ? 201 : 200, one);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, comments };
}

async function run(url: string, env: Record<string, string> = {}, report = "## Plan: 2 deals to update\n") {
  const dir = mkdtempSync(join(tmpdir(), "routera-comment-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "plan.md");
  writeFileSync(file, report);
  const child = spawn(process.execPath, [SCRIPT], {
    env: {
      ...environment(dir),
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: "acme/crm",
      ROUTERA_COMMENT_TOKEN: TOKEN,
      ROUTERA_PULL_REQUEST: "7",
      ROUTERA_COMMENT_FILE: file,
      ...env,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, output };
}

describe("comment.mjs", () => {
  it("creates a comment, and updates it the next time", async () => {
    const server = await gitHub([]);
    expect(await run(server.url)).toEqual({ code: 0, output: "comment created: 900\n" });
    expect(await run(server.url, {}, "## No changes\n")).toEqual({
      code: 0,
      output: "comment updated: 900\n",
    });
    expect(server.comments).toHaveLength(1);
    expect(server.comments[0]?.body).toBe("<!-- routera:plan -->\n## No changes\n");
    expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /repos/acme/crm/issues/7/comments",
      "POST /repos/acme/crm/issues/7/comments",
      "GET /repos/acme/crm/issues/7/comments",
      "PATCH /repos/acme/crm/issues/comments/900",
    ]);
    expect(new Set(server.calls.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${TOKEN}`]),
    );
  });

  it("finds its comment on a later page, and leaves those of users and of other keys", async () => {
    const quoted = { body: "<!-- routera:plan -->\nquoted", user: { type: "User" } };
    const others = Array.from({ length: 150 }, (_, id) => ({ id: id + 1, ...quoted }));
    const other = { id: 200, body: "<!-- routera:other -->\n", user: BOT };
    const ours = { id: 201, body: "<!-- routera:plan -->\nold", user: BOT };
    const server = await gitHub([...others, other, ours]);
    expect((await run(server.url)).output).toBe("comment updated: 201\n");
    expect(
      server.comments.filter(({ body }) => body.includes("2 deals to update")).map(({ id }) => id),
    ).toEqual([201]);
  });

  it("cuts a comment that is too long", async () => {
    const server = await gitHub([]);
    expect((await run(server.url, {}, "x".repeat(100_000))).code).toBe(0);
    expect(server.comments[0]?.body.length).toBe(65_536);
  });

  it.each([403, 404, 500])("fails with the status %i, and never shows the token", async (status) => {
    const server = await gitHub([], status);
    const { code, output } = await run(server.url);
    expect(code).toBe(1);
    expect(output).toContain(`GitHub answered ${status}`);
    expect(output.includes("pull-requests: write")).toBe(status !== 500);
    expect(output).not.toContain(TOKEN);
  });

  it.each([
    [{ ROUTERA_PULL_REQUEST: "7/../8" }, "ROUTERA_PULL_REQUEST must be"],
    [{ ROUTERA_PULL_REQUEST: "" }, "ROUTERA_PULL_REQUEST must be set"],
    [{ GITHUB_REPOSITORY: "acme/crm/../x" }, "GITHUB_REPOSITORY must be"],
    [{ ROUTERA_COMMENT_KEY: "--> x" }, "ROUTERA_COMMENT_KEY must be"],
    [{ GITHUB_API_URL: "http://api.example.com" }, "GITHUB_API_URL must use https"],
  ])("refuses %j before a request", async (env, message) => {
    const server = await gitHub([]);
    const { code, output } = await run(server.url, env);
    expect([code, server.calls]).toEqual([1, []]);
    expect(output).toContain(message);
  });
});
