import { preset } from '../../jest.preset.mjs';

/** Here in the repository the example runs from its source; a stranger runs jest.config.mjs. */
export default preset('first-adapter', { rootDir: import.meta.dirname });
