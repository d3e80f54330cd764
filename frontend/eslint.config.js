import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';

export default [
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'no-console': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      // Signals are given out one per record on purpose; the maps that hold them are plain.
      'svelte/prefer-svelte-reactivity': 'off',
      // Markup is never made from text: the page runs under Trusted Types.
      'svelte/no-at-html-tags': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Build elements instead.' },
        { property: 'outerHTML', message: 'Build elements instead.' },
        { property: 'insertAdjacentHTML', message: 'Build elements instead.' },
      ],
    },
  },
  { files: ['worker/worker.js'], languageOptions: { globals: globals.serviceworker } },
  { files: ['tests/**'], languageOptions: { globals: { $effect: 'readonly' } }, rules: { 'no-restricted-properties': 'off' } },
];
