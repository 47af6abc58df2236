/** Runs commands in the built-in sandbox. @returns the directory with the compiled code that the program has kept */
export function recordCode(node: string, commands: readonly (readonly string[])[], home: string): string;
