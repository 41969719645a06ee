/**
 * The processes of a run: one, or those that torchrun starts.
 */
import { python } from "./python.js";

export const worldText = python`
class World:
    """The processes of the run: this one, or all that torchrun started."""

    def __init__(self):
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.device = torch.device("cpu")
        if torch.cuda.is_available():
            local_rank = int(os.environ.get("LOCAL_RANK", "0"))
            self.device = torch.device("cuda", local_rank)
            torch.cuda.set_device(self.device)
        if self.size > 1:
            dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")

    @property
    def is_first(self):
        return self.rank == 0

    def wrapped(self, network):
        """The network as the loop trains it: gradients are averaged over processes."""
        if self.size == 1:
            return network
        on_gpu = self.device.type == "cuda"
        return DistributedDataParallel(
            network, device_ids=[self.device] if on_gpu else None
        )

    def sum(self, numbers):
        """The sums of some numbers over all processes."""
        if self.size == 1:
            return numbers
        totals = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        dist.all_reduce(totals)
        return totals.tolist()

    def from_first(self, integers):
        """The integers of the first process."""
        if self.size == 1:
            return integers
        shared = integers.to(self.device)
        dist.broadcast(shared, 0)
        return shared.cpu()

    def gather(self, tensor):
        """The tensors of all processes; they may differ in size."""
        if self.size == 1:
            return [tensor]
        found = [None] * self.size
        dist.all_gather_object(found, tensor.cpu())
        return found

    def batches(self, order, batch_size):
        """Each batch of an epoch, and this process's part: every n-th sequence."""
        sampler = DistributedSampler(order, self.size, self.rank, shuffle=False)
        places = list(sampler)
        share = batch_size // self.size
        for start in range(0, len(places), share):
            first = start * self.size
            batch = order[first : first + batch_size]
            # The sampler repeats sequences at the end, to give each process as many.
            repeated = len(order) - self.rank
            own = [
                order[place]
                for i, place in enumerate(places[start : start + share], start)
                if i * self.size < repeated
            ]
            yield batch, own


def fail(message):
    """Ends the program with a message."""
    raise SystemExit(f"train.py: {message}")
`;
