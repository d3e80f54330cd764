/**
 * The floors of the frontend, from the top to the bottom. Imports point down, also those for types only; siblings do not
 * know each other, and what is brought to a board is named in one place.
 */
const FLOORS = [
  { main: 'main\\.js' },
  { pages: 'pages/' },
  { layouts: 'layouts/' },
  { nouns: '(nouns|across)/' },
  { board: 'board/' },
  { ui: 'ui/' },
  { 'moving, text, words': '(moving|text|words)/' },
  { sync: 'sync/' },
  { replica: 'replica/' },
];

const floors = FLOORS.map((floor) => Object.entries(floor)[0]);

/** From each floor nothing above it is imported. */
const arrows = floors.slice(1).map(([name, path], index) => ({
  name: `up from ${name}`,
  severity: 'error',
  from: { path: `^src/${path}` },
  to: { path: `^src/(${floors.slice(0, index + 1).map(([, above]) => above).join('|')})` },
}));

export default {
  forbidden: [
    ...arrows,
    {
      name: 'between moving, text and words',
      comment: 'Each of them is of use without the others.',
      severity: 'error',
      from: { path: '^src/(moving|text|words)/' },
      to: { path: '^src/(moving|text|words)/', pathNot: '^src/$1/' },
    },
    {
      name: 'between nouns',
      comment: 'They meet on the board: what one has for another is registered there.',
      severity: 'error',
      from: { path: '^src/(nouns|across)/([^/]+)/' },
      to: { path: '^src/(nouns|across)/', pathNot: '^src/$1/$2/' },
    },
    {
      name: 'between layouts',
      severity: 'error',
      from: { path: '^src/layouts/([^/]+)/' },
      to: { path: '^src/layouts/', pathNot: '^src/layouts/($1/|words\\.js$)' },
    },
    {
      name: 'a noun by its name',
      comment: 'Only the three lists know what there is.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(nouns|across)/|^src/pages/(nouns|soon|seldom)\\.js$' },
      to: { path: '^src/(nouns|across)/' },
    },
    {
      name: 'a circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['jsdoc', 'type-only'] } },
    },
    { name: 'nowhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'nobody imports it',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.(json|d\\.ts)$|^src/replica/fold-runner\\.js$|proof-worker\\.js$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules' },
    detectJSDocImports: true,
    parser: 'tsc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['browser', 'import', 'types', 'default'], extensions: ['.js', '.svelte', '.json', '.css'] },
  },
};
