/** Telling everybody that a phase begins. */
import { register } from '../../../board/registry.svelte.js';
import TellPhase from './TellPhase.svelte';

register({ beside: [TellPhase] });
