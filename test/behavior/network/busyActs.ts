/** Shared set-up of the tests lostWrites, busyServer. */
import { type Act, answer } from "../../api/scriptedServer.ts";

export const down = (status: number): Act => answer(status, { message: "Try later", error: true });
