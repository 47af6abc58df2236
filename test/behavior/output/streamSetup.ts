/** Shared set-up of the tests streams, streams.process, results. */
import { type Acts, type DealServer, dealServer } from "../../harness/dealServer.ts";

export async function against<T>(acts: Acts, use: (server: DealServer) => Promise<T>): Promise<T> {
  const server = await dealServer(acts);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
