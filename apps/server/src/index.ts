export {
  defaultPlugins,
  serverConfig,
  serverPlan,
  type ServerConfig,
  type ServerOptions,
} from './config/server-config.js';
export { BackupConfig } from './config/backup-config.js';
export { DataConfig } from './config/data-config.js';
export { KeysConfig } from './config/keys-config.js';
export { run } from './cli.js';
export { startServer, type RunningServer } from './server.js';
export { withTools } from './tools.js';
