/** The shells that can complete this program's words. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type CompletionShell = (typeof SHELLS)[number];
