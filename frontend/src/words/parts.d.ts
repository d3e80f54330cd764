declare module '*.json?following' {
  const words: import('./i18n.svelte.js').Catalogue;
  export default words;
}
declare module '*.json?late' {
  const words: import('./i18n.svelte.js').Catalogue;
  export default words;
}
