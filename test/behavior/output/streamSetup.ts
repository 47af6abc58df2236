/** Shared set-up of the tests streams, streams.process, results. */
import { type DealServer, dealServer, type Responders } from "../../harness/dealServer.ts";

export async function withDealServer<T>(
  acts: Responders,
  use: (server: DealServer) => Promise<T>,
): Promise<T> {
  const server = await dealServer(acts);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
