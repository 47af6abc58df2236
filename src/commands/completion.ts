/** `routera completion <shell>`: what it takes. */
import { command } from "../cli/command.ts";
import { type CompletionShell, SHELLS } from "../cli/completion/shells.ts";
import type { Input } from "./completion.action.ts";

export const completion = command({
  name: "completion",
  summary: "Generate a shell completion script",
  description:
    "Prints a completion script. Add the command of the example to the startup file of your shell.\n" +
    "Completes commands, flags, choices, profiles, runs, and fields and values from the output of your earlier commands.\n" +
    "Reads local files only. For the stored data, and to turn storage off, run `routera help security`.",
  formatFrom: "flags",
  arguments: [{ name: "shell", summary: "Shell", choices: SHELLS }],
  flags: {},
  examples: [
    { line: "source <(routera completion bash)", does: "bash 4 or later, in ~/.bashrc" },
    { line: 'eval "$(routera completion bash)"', does: "bash 3.2, in ~/.bash_profile" },
    { line: "source <(routera completion zsh)", does: "zsh, in ~/.zshrc after compinit" },
    { line: "routera completion fish | source", does: "fish, in ~/.config/fish/config.fish" },
    {
      line: "routera completion powershell | Out-String | Invoke-Expression",
      does: "PowerShell, in $PROFILE",
    },
  ],
  input: ({ arguments: { shell } }): Input => ({ shell: shell as CompletionShell }),
  action: () => import("./completion.action.ts"),
});
