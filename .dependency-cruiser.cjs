/** Who may import whom (docs/decisions/002). What is not forbidden here is a matter of taste. */
const source = (path) => `^${path}/src/`;
const only = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

const plugins = '^packages/plugins/([^/]+)/src/';
const adapters = '^packages/adapters/([^/]+)/src/';

module.exports = {
  forbidden: [
    only(
      'protocol-knows-nobody',
      { path: source('packages/protocol'), pathNot: '\\.spec\\.ts$' },
      { path: '^(packages|apps|examples)/', pathNot: `${source('packages/protocol')}|/node_modules/` },
      'The protocol is public speech: zod, and MessagePack behind its own door.',
    ),
    only(
      'protocol-needs-zod-only',
      { path: source('packages/protocol'), pathNot: '\\.spec\\.ts$' },
      { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'core'], pathNot: 'node_modules/(zod|msgpackr)/' },
      'The protocol runs in browsers too.',
    ),
    only(
      'only-realtime-speaks-messagepack',
      { path: source('packages/protocol'), pathNot: '\\.spec\\.ts$|/src/realtime/' },
      { path: 'node_modules/msgpackr/|^packages/protocol/src/realtime/' },
      'Who speaks JSON only does not load MessagePack.',
    ),
    only(
      'core-knows-no-plugin-and-no-adapter',
      { path: source('packages/core') },
      { path: '^(packages/(plugins|adapters|testing|clients)|apps|examples)/' },
      'Core introduces; it knows nobody.',
    ),
    only(
      'plugins-look-inward',
      { path: plugins },
      {
        path: '^(packages/(plugins|adapters|testing|clients)|apps|examples)/',
        pathNot: '^packages/plugins/$1/',
      },
      'Plugins meet by contracts and events only.',
    ),
    only(
      'adapters-know-core-only',
      { path: adapters, pathNot: '\\.spec\\.ts$' },
      {
        path: '^(packages/(plugins|adapters|testing|clients)|apps|examples)/',
        pathNot: '^packages/adapters/$1/',
      },
      'An adapter is only the mechanism.',
    ),
    only(
      'client-knows-protocol-only',
      { path: source('packages/clients/js') },
      { path: '^(packages|apps|examples)/', pathNot: '^packages/(protocol|clients/js)/' },
      'The client runs in browsers.',
    ),
    only(
      'client-needs-no-node',
      { path: source('packages/clients/js'), pathNot: '\\.spec\\.ts$|/src/node/' },
      { dependencyTypes: ['core', 'npm', 'npm-peer'] },
      'The client brings no dependency into a browser.',
    ),
    only(
      'client-asks-for-node-at-its-own-door',
      { path: source('packages/clients/js'), pathNot: '\\.spec\\.ts$|/src/node/' },
      { path: '^packages/clients/js/src/node/' },
      'What needs Node is imported as @aethex/client/node.',
    ),
    only(
      'testing-knows-no-plugin',
      { path: source('packages/testing') },
      { path: '^(packages/plugins|packages/clients|apps|examples)/' },
      'The test kit serves every plugin alike.',
    ),
    only(
      'no-circles',
      { path: '^(packages|apps)/' },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'Two files that need each other are one.',
    ),
    only(
      'only-the-front-door',
      { path: '^(packages|apps|examples)/' },
      { path: '^packages/.*/dist/', pathNot: 'dist/index\\.' },
      'A package has one door: its index.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/(?!@aethex))/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['aethex-source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
    combinedDependencies: true,
  },
};
