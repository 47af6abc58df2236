/** How far a request has come, as its socket reports. */
import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { RequestProgress } from "./networkError.ts";

export type ProgressSoFar = { -readonly [key in keyof RequestProgress]: RequestProgress[key] };

/**
 * Notes when bytes may leave. got's own timings do not show for a tunnel, whose socket counts as connected before its handshake.
 * With an unknown outcome they may have left.
 */
export function watchRequest(request: ClientRequest, progress: ProgressSoFar, onSocket?: () => void): void {
  request.once("response", () => {
    progress.answered = true;
  });
  request.once("socket", (socket: Socket) => {
    progress.reused = request.reusedSocket;
    onSocket?.();
    const ready = () => {
      progress.connected = true;
      progress.sent = true;
    };
    const shakingHands = (socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting === true;
    if (shakingHands) {
      if (!socket.connecting) progress.connected = true;
      else socket.once("connect", () => (progress.connected = true));
      socket.once("secureConnect", ready);
    } else if (socket.connecting) socket.once("connect", ready);
    else ready();
  });
}
