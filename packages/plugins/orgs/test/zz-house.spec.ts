import { houseRules } from '@aethex/testing';
import { auth } from '@aethex/protocol';
import { authPlugin } from '@aethex/plugin-auth';
import { orgsPlugin } from '../src/index.js';

houseRules(orgsPlugin({ creation: 'anyone' }), {
  beside: [authPlugin()],
  victim: async (server) =>
    (await server.anyone().rest(auth).register({ username: 'victim', password: 'correct horse battery' })).token,
});
