export function profileEnvironment(home: string, platform?: NodeJS.Platform): Record<string, string>;
