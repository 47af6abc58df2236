// Writes one comment on a pull request and updates it on later runs. Takes everything from the environment.
import { readFileSync } from "node:fs";

const MAX_COMMENT = 65_536;
const MAX_PAGES = 20;
const TIMEOUT_MS = 20_000;

const fail = (message) => {
  console.error(`error: ${message}`);
  process.exit(1);
};
const required = (name) => process.env[name] || fail(`${name} must be set`);

const api = required("GITHUB_API_URL").replace(/\/+$/, "");
const repository = required("GITHUB_REPOSITORY");
const token = required("ROUTERA_COMMENT_TOKEN");
const pull = required("ROUTERA_PULL_REQUEST");
const key = process.env.ROUTERA_COMMENT_KEY || "plan";
if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) fail("GITHUB_REPOSITORY must be owner/name");
if (!/^[1-9]\d{0,9}$/.test(pull)) fail("ROUTERA_PULL_REQUEST must be the number of a pull request");
if (!/^[\w.-]{1,60}$/.test(key)) fail("ROUTERA_COMMENT_KEY must be letters, digits, dots or hyphens");
const { hostname, protocol } = new URL(api);
const isLoopback = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
if (protocol !== "https:" && !isLoopback) fail("GITHUB_API_URL must use https");

// The marker finds the comment again. It stands first, so that text of a report cannot stand in front of it.
const marker = `<!-- routera:${key} -->`;
const report = readFileSync(required("ROUTERA_COMMENT_FILE"), "utf8");
const body = `${marker}\n${report}`.slice(0, MAX_COMMENT);

const comments = `/repos/${repository}/issues/${pull}/comments`;
const known = await findComment();
const path = known === undefined ? comments : `/repos/${repository}/issues/comments/${known}`;
const written = await request(known === undefined ? "POST" : "PATCH", path, { body });
console.log(`comment ${known === undefined ? "created" : "updated"}: ${String(written.id)}`);

/** Only a comment by a bot counts: another user cannot have theirs overwritten by quoting the marker. */
async function findComment() {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const found = await request("GET", `${comments}?per_page=100&page=${page}`);
    const ours = found.find((one) => one.user?.type === "Bot" && String(one.body).startsWith(marker));
    if (ours !== undefined) {
      if (!Number.isSafeInteger(ours.id)) fail("GitHub returned a comment without an ID");
      return ours.id;
    }
    if (found.length < 100) return undefined;
  }
  return undefined;
}

async function request(method, path, value) {
  let response;
  try {
    response = await fetch(api + path, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "routera",
        "x-github-api-version": "2022-11-28",
      },
      ...(value === undefined ? {} : { body: JSON.stringify(value) }),
    });
  } catch (error) {
    return fail(`${method} ${path} failed: ${error.cause?.code ?? error.name}`);
  }
  if (!response.ok) {
    const hint =
      response.status === 403 || response.status === 404
        ? "; the job needs the permission pull-requests: write"
        : "";
    return fail(`GitHub answered ${response.status} to ${method} ${path}${hint}`);
  }
  return response.json();
}
