/** The list comes once the board stands: few look at it first. */
import { register } from '../../board/registry.svelte.js';
import BoardList from './BoardList.svelte';

register({ pieces: { 'layout.list': BoardList } });
