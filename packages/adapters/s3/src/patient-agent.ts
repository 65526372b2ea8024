import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/**
 * An agent that gives up on a connection which does not come about in time. The SDK's own limit also counts the time
 * that a request stands in line for a socket, so under load it would fail requests that only had to wait.
 */
export const patientAgents = (connectMs: number, options: AgentOptions) => ({
  httpAgent: limited(new HttpAgent(options), 'connect', connectMs),
  httpsAgent: limited(new HttpsAgent(options), 'secureConnect', connectMs),
});

function limited<A extends HttpAgent>(agent: A, made: 'connect' | 'secureConnect', ms: number): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    const socket = create(...args);
    if (socket) giveUpAfter(socket, made, ms);
    return socket;
  };
  return agent;
}

function giveUpAfter(socket: Duplex, made: string, ms: number): void {
  const late = Object.assign(new Error(`no connection within ${ms} ms`), { code: 'ETIMEDOUT' });
  const timer = setTimeout(() => socket.destroy(late), ms);
  for (const event of [made, 'close']) socket.once(event, () => clearTimeout(timer));
}
