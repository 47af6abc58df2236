/** `routera completion <shell>`: what it does. */
import type { Action } from "../cli/command.ts";
import { completionScript } from "../cli/completion/scripts.ts";
import type { Shell } from "../cli/completion/shells.ts";
import type { View } from "../views/view.ts";

export type CompletionRequest = { readonly shell: Shell };

type Script = CompletionRequest & { readonly script: string };

export const completionAction: Action<CompletionRequest, Script> = {
  withoutSettings: true,
  verbatim: true,
  run: async (_context, { shell }) => ({ shell, script: completionScript(shell) }),
  view: () => scriptView,
};

const scriptView: View<Script> = {
  table: ({ script }) => script,
  value: ({ shell, script }) => ({ one: { shell, script } }),
};
