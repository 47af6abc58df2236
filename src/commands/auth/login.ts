/** `routera auth login`: what it takes. */
import { command } from "../../cli/command.ts";
import { choice, text, toggle } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./login.action.ts";

export const login = command({
  name: "login",
  summary: "Log in with a token or client credentials",
  description:
    "Prompts for a token, checks it with one read-only request, and stores it in the user config, which only you can read.\n" +
    "The token is not shown while you type. Use --profile and --base-url to log in to another account or API.",
  formatFrom: "environment",
  arguments: [],
  flags: {
    tokenStdin: toggle("Read the token from stdin"),
    clientId: text("id", "Store a client ID and secret, and fetch tokens with them"),
    secretStdin: toggle("Read the client secret from stdin (default: ROUTERA_CLIENT_SECRET or a prompt)"),
    clientAuth: choice(
      ["body", "basic"],
      "method",
      "Client authentication in the token request (default body)",
    ),
  },
  examples: [
    { line: "routera auth login", does: "Log in; prompts for the token" },
    { line: "routera auth login --token-stdin < token.txt", does: "Log in from a script" },
    {
      line: "routera auth login --client-id my-client --profile staging",
      does: "Log in with client credentials",
    },
  ],
  input: ({ flags }): Input => {
    const { tokenStdin, clientId, secretStdin, clientAuth } = flags;
    if (clientId === undefined) {
      const lone = secretStdin ? "--secret-stdin" : clientAuth === undefined ? undefined : "--client-auth";
      if (lone) throw usage("client_id_missing", `${lone} requires --client-id`, "add --client-id ID");
      return { kind: "token", stdin: tokenStdin };
    }
    if (tokenStdin) {
      throw usage(
        "two_credentials",
        "--token-stdin and --client-id cannot be used together",
        "remove one of them",
      );
    }
    if (clientId === "")
      throw usage("empty_client_id", "--client-id requires a value", "use --client-id sales-ops");
    return { kind: "client", clientId, auth: clientAuth, stdin: secretStdin };
  },
  action: () => import("./login.action.ts"),
});
