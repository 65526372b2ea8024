/** A Parse Server with its default settings and without a log, loaded from the folder it was installed into. */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ready } from './answer.mjs';

const [folder, databaseURI] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
// It reads this when it is loaded, and else makes a folder of logs wherever it was started.
process.env.PARSE_SERVER_LOGS_FOLDER = 'null';
const { ParseServer } = require('parse-server');
const express = createRequire(require.resolve('parse-server'))('express');

const [appId, masterKey] = ['benchmark', randomBytes(16).toString('hex')];
const app = express();
const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = `http://127.0.0.1:${server.address().port}/parse`;
const parse = new ParseServer({
  databaseURI,
  appId,
  masterKey,
  serverURL: url,
  silent: true,
  logsFolder: null,
});
await parse.start();
app.use('/parse', parse.app);
process.once('SIGTERM', () => process.exit(0));
ready({ url, appId, masterKey });
