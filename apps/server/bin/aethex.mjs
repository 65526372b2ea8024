#!/usr/bin/env node
// npm links commands before anything is built, and leaves out those whose file is not there yet.
import '../dist/bin.js';
