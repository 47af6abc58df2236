/** Path of the program; CHROMIUM names another one. */
export const PROGRAM: string;
/** What it is started with. */
export const FLAGS: string[];
