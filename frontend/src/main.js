/** Starts the page. */
import { mount } from 'svelte';
import App from './App.svelte';
import { chooseLanguage } from './core/i18n.svelte.js';
import { watchParts } from './core/shell.js';
import './tokens.css';
import './base.css';

chooseLanguage();
watchParts();

const target = document.getElementById('app');
if (target) mount(App, { target });
