/** Where the compiled code of the program is kept, a file for each of its own. */
export const RECORDED: string;
