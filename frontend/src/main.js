/** Starts the page. */
import { mount } from 'svelte';
import App from './pages/App.svelte';
import { heedForgetting } from './sync/forgetting.svelte.js';
import { chooseLanguage, offerEnglish } from './words/i18n.svelte.js';
import { watchParts } from './pages/shell.js';
import { comeFromSignIn } from './sync/whose.js';
import './tokens.css';
import './base.css';

offerEnglish(async () => (await import('./pages/english.js')).english);
comeFromSignIn();
watchParts();
heedForgetting();
// Not awaited at the top: the parts fetched later would then have to wait for this module.
chooseLanguage().then(() => {
  const target = document.getElementById('app');
  target?.replaceChildren();
  if (target) mount(App, { target });
});
