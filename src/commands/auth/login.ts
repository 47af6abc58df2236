/** `routera auth login`: what it takes. */
import { command } from "../../cli/command.ts";
import { choice, text, toggle } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./login.action.ts";

export const login = command({
  name: "login",
  summary: "store a token, or a client id and secret",
  description:
    "Asks for a token (not shown while typed), checks it with one harmless request, and stores it in your user file,\n" +
    "which only you can read. --profile and --base-url say which profile and which address it is for.",
  formatFrom: "environment",
  arguments: [],
  flags: {
    tokenStdin: toggle("read the token from stdin"),
    clientId: text("id", "store a client id and secret, to fetch tokens with"),
    secretStdin: toggle(
      "read the client secret from stdin (else ROUTERA_CLIENT_SECRET, else it is asked for)",
    ),
    clientAuth: choice(["body", "basic"], "where", "where id and secret go when a token is fetched"),
  },
  examples: [
    { line: "routera auth login", does: "sign in; the token is asked for" },
    { line: "routera auth login --token-stdin < token.txt", does: "in a script" },
    { line: "routera auth login --client-id my-client --profile staging", does: "with client credentials" },
  ],
  input: ({ flags }): Input => {
    const { tokenStdin, clientId, secretStdin, clientAuth } = flags;
    if (clientId === undefined) {
      const lone = secretStdin ? "--secret-stdin" : clientAuth === undefined ? undefined : "--client-auth";
      if (lone) throw usage("client_id_missing", `${lone} needs --client-id`, "add --client-id ID");
      return { kind: "token", stdin: tokenStdin };
    }
    if (tokenStdin) {
      throw usage(
        "two_credentials",
        "--token-stdin and --client-id contradict each other",
        "give one of them",
      );
    }
    if (clientId === "") throw usage("empty_client_id", "--client-id is empty", "write --client-id ID");
    return { kind: "client", clientId, auth: clientAuth, stdin: secretStdin };
  },
  action: () => import("./login.action.ts"),
});
