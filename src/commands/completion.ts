/** `routera completion <shell>`: what it takes. */
import { command } from "../cli/command.ts";
import { SHELLS, type Shell } from "../cli/completion/shells.ts";
import type { Input } from "./completion.action.ts";

export const completion = command({
  name: "completion",
  summary: "print what a shell needs to complete commands on TAB",
  description:
    "Prints a script for a shell. Put the line of the example into the shell's own start-up file.\n" +
    "TAB then knows commands, flags, choices, profiles, runs, and the fields and values that your own calls have shown; it\n" +
    "reads local files only. What is kept for that, and how to turn it off: routera help security",
  formatFrom: "flags",
  arguments: [{ name: "shell", summary: "the shell that the script is for", choices: SHELLS }],
  flags: {},
  examples: [
    { line: "source <(routera completion bash)", does: "bash 4 and later, in ~/.bashrc" },
    { line: 'eval "$(routera completion bash)"', does: "bash 3.2, in ~/.bash_profile" },
    { line: "source <(routera completion zsh)", does: "zsh, in ~/.zshrc behind compinit" },
    { line: "routera completion fish | source", does: "fish, in ~/.config/fish/config.fish" },
    {
      line: "routera completion powershell | Out-String | Invoke-Expression",
      does: "PowerShell, in the file that $PROFILE names",
    },
  ],
  input: ({ arguments: { shell } }): Input => ({ shell: shell as Shell }),
  action: () => import("./completion.action.ts"),
});
