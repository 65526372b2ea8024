/** The default server with its default settings, save the limits, which a benchmark would run into. */
import { join } from 'node:path';
import { serverConfig, startServer } from '@aethex/server';
import { ready } from './answer.mjs';

const [data] = process.argv.slice(2);
const config = join(import.meta.dirname, 'aethex.config.mjs');
const server = await startServer(await serverConfig({ config, data, port: '0' }, 'serve'));
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
ready({ url: server.url });
