// Servers as processes.
import { spawn } from "node:child_process";

/** Starts a server, waits for `ready` in its output, and stops it after `use`. */
export async function whileServing(command, args, { cwd, ready, env = {} }, use) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const match = new Promise((resolve, reject) => {
    const hear = (chunk) => {
      printed += chunk;
      const found = ready.exec(printed);
      if (found) resolve(found);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${printed}`)));
    setTimeout(() => reject(new Error(`${command} is not ready:\n${printed}`)), 60_000).unref();
  });
  try {
    return await use(await match);
  } catch (error) {
    throw new Error(`${error.message}\n${printed}`, { cause: error });
  } finally {
    child.removeAllListeners("exit");
    child.kill();
  }
}
