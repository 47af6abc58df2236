/** Shared set-up of the tests lostWrites, busyServer. */
import { answer, type Responder } from "../../api/scriptedServer.ts";

export const down = (status: number): Responder => answer(status, { message: "Try later", error: true });
