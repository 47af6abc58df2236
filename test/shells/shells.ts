/** How each shell is set up as its own documentation says. */
import type { Shell } from "./typing.ts";

export const bash: Shell = {
  command: ["bash", "--noprofile", "-i"],
  file: ".bashrc",
  setup: `PS1='READY> '
set +o history
source <(routera completion bash)
`,
};

/** With bash-completion, which changes how words are cut. */
export const bashWithCompletion: Shell = {
  ...bash,
  setup: `source /usr/share/bash-completion/bash_completion
${bash.setup}`,
};

/** A word is not cut at "=" and ":" here. */
export const bashWithoutBreaks: Shell = {
  ...bash,
  setup: `COMP_WORDBREAKS=$' \\t\\n"\\'><;|&('
${bash.setup}`,
};

export const zsh: Shell = {
  command: ["zsh", "-i"],
  file: ".zshrc",
  setup: `PROMPT='READY> '
unset zle_bracketed_paste
autoload -Uz compinit && compinit -u
source <(routera completion zsh)
`,
};

export const fish: Shell = {
  command: ["fish", "-i"],
  file: ".config/fish/config.fish",
  setup: `function fish_prompt; echo 'READY> '; end
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
routera completion fish | source
`,
};
