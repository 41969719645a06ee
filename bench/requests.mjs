// Requests to a server on this machine: the subject of the rows `request-…`.
import { once } from "node:events";
import { Agent, createServer, request as open } from "node:http";
import { json, text } from "node:stream/consumers";

/**
 * @param {(input: unknown) => unknown} answer
 * @param {string} body JSON of the input
 * @returns {Promise<import("./protocol.mjs").Subject>} requests one after another over a connection that stays open
 */
export async function requests(answer, body) {
  const server = createServer(async (request, response) => {
    response.end(JSON.stringify(answer(await json(request))));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const agent = new Agent({ keepAlive: true });
  const options = { agent, port: server.address().port, host: "127.0.0.1", method: "POST" };
  const ask = async () => {
    const asked = open(options);
    asked.end(body);
    const [response] = await once(asked, "response");
    return text(response);
  };
  return {
    async run(count) {
      for (let i = 0; i < count; i++) await ask();
    },
    end() {
      agent.destroy();
      server.close();
    },
  };
}
