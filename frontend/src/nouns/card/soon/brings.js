/** Reading, writing and moving a card. */
import { register } from '../../../board/registry.svelte.js';
import AddForm from './AddForm.svelte';
import CardDialog from './CardDialog.svelte';
import Moving from './Moving.svelte';

register({ dialogs: { card: CardDialog }, beside: [Moving], pieces: { 'card.form': AddForm } });
