import { authPlugin } from '@aethex/plugin-auth';
import { auth } from '@aethex/protocol';
import { houseRules } from '@aethex/testing';
import { orgsPlugin } from '../src/index.js';

houseRules(orgsPlugin({ creation: 'anyone' }), {
  readme: new URL('../README.md', import.meta.url),
  beside: [authPlugin()],
  victim: async (server) => {
    const account = { username: 'victim', password: 'correct horse battery' };
    return (await server.anyone().rest(auth).register(account)).token;
  },
});
