export function systemOf(text: string): "linux" | "posix" | "any";
export function excludedOn(platform: NodeJS.Platform): readonly string[];
