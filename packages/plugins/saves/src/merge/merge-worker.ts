/**
 * What runs in the worker of a merge: it imports the studio's module and answers with what its `merge` returns. A
 * text, because a worker's program is a file of its own and this package is one module graph, from source or built.
 */
export const mergeWorker = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const { merge } = await import(workerData.module);
  if (typeof merge !== 'function') throw new TypeError('The module exports no function named "merge".');
  parentPort.postMessage(workerData.versions ? await merge(workerData.versions) : null);
})();
`;
