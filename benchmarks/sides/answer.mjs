/** Tells the parent that the side is ready, and answers its questions about CPU and memory. */
export function ready(facts) {
  process.on('message', (question) =>
    process.send(question === 'cpu' ? process.cpuUsage() : process.memoryUsage.rss()),
  );
  process.send(facts);
}
