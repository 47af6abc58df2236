/** `routera completion <shell>`: what it does. */
import { type CommandResult, result } from "../cli/command.ts";
import { completionScript } from "../cli/completion/scripts.ts";
import type { CompletionShell } from "../cli/completion/shells.ts";
import type { Context } from "../cli/context.ts";
import type { View } from "../views/view.ts";

export type Input = { readonly shell: CompletionShell };

type Script = Input & { readonly script: string };

export async function execute(_context: Context, { shell }: Input): Promise<CommandResult> {
  return result(scriptView, { shell, script: completionScript(shell) });
}

const scriptView: View<Script> = {
  table: ({ script }) => script,
  value: ({ shell, script }) => ({ one: { shell, script } }),
};
