/** Starts the page. */
import { mount } from 'svelte';
import App from './App.svelte';
import { chooseLanguage } from './core/i18n.svelte.js';
import './tokens.css';
import './base.css';

chooseLanguage();

const target = document.getElementById('app');
if (target) mount(App, { target });
