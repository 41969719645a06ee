/**
 * The page's laboratory: the worker in which models are trained and looked at. The page itself only draws.
 */
import { Laboratory } from "./training-worker.js";
import { Outbox, wordsOf } from "./message-batcher.js";
import type { Command, Report } from "../shared/protocol.js";

/** The part of a worker's global scope that is used here; the page's own types have a window instead. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Command>) => void) | null;
  postMessage(report: Report): void;
}

const scope = globalThis as unknown as WorkerScope;
const outbox = new Outbox((report) => scope.postMessage(report));
const laboratory = new Laboratory(outbox);

scope.onmessage = ({ data }) => {
  carryOut(data).catch((error) => {
    outbox.run({ phase: "failed" });
    outbox.tell({ trouble: wordsOf(error) });
  });
};

async function carryOut(command: Command): Promise<void> {
  switch (command.name) {
    case "begin":
      outbox.begin(command.generation);
      return laboratory.begin(command.beginning);
    case "play":
      return laboratory.play();
    case "pause":
      return laboratory.pause();
    case "step":
      return laboratory.step();
    case "pace":
      laboratory.pace = command.pace;
      return;
    case "show":
      return laboratory.show(command.showing);
    case "interfere":
      return laboratory.interfere(command.switches);
    case "file": {
      const { request } = command;
      const file = await laboratory.file().then(
        (bytes) => ({ request, bytes }),
        (error) => ({ request, trouble: wordsOf(error) }),
      );
      scope.postMessage({ generation: 0, file });
    }
  }
}
