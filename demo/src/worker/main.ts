/**
 * The training worker, which trains and analyses models. The page itself only draws.
 */

import type { Command, Report, RequestAnswer } from "../shared/protocol.js";
import { reasonOf } from "../shared/reason.js";
import { MessageBatcher } from "./message-batcher.js";
import { TrainingWorker } from "./training-worker.js";

/** The part of a worker's global scope that is used here; the project's types are for pages. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Command>) => void) | null;
  postMessage(report: Report): void;
}

const scope = globalThis as unknown as WorkerScope;
const batcher = new MessageBatcher((report) => scope.postMessage(report));
const trainingWorker = new TrainingWorker(batcher);

scope.onmessage = ({ data }) => {
  execute(data).catch((error) => {
    batcher.run({ phase: "failed" });
    batcher.tell({ errorMessage: reasonOf(error) });
  });
};

const answer = (found: RequestAnswer) => scope.postMessage({ generation: 0, answer: found });

async function execute(command: Command): Promise<void> {
  switch (command.name) {
    case "begin":
      batcher.begin(command.generation);
      return trainingWorker.begin(command.runStart);
    case "play":
      return trainingWorker.play();
    case "pause":
      return trainingWorker.pause();
    case "step":
      return trainingWorker.step();
    case "pace":
      trainingWorker.pace = command.pace;
      return;
    case "show":
      return trainingWorker.show(command.viewRequest);
    case "setInterventions":
      return trainingWorker.setInterventions(command.interventions);
    case "open": {
      const { request, generation, runStart } = command;
      const accept = (opened: NonNullable<RequestAnswer["opened"]>) => {
        batcher.begin(generation);
        answer({ request, opened });
      };
      return trainingWorker.open(runStart, accept).catch((error) => answer({ request, errorMessage: reasonOf(error) }));
    }
    case "file": {
      const { request } = command;
      await trainingWorker.file().then(
        (bytes) => answer({ request, bytes }),
        (error) => answer({ request, errorMessage: reasonOf(error) }),
      );
    }
  }
}
