#!/usr/bin/env node
import { run } from './cli.js';

// What a server keeps is nobody else's to read: this holds for files that SQLite makes as well.
process.umask(0o077);
await run(process.argv);
