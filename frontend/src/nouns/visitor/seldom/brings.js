/** Everybody who was here, and what one may do with oneself. */
import { register } from '../../../board/registry.svelte.js';
import ForgetMe from './ForgetMe.svelte';
import PeopleDialog from './PeopleDialog.svelte';
import PersonalLink from './PersonalLink.svelte';
import VisitorsDialog from './VisitorsDialog.svelte';

register({ dialogs: { people: PeopleDialog, 'me-link': PersonalLink, 'me-forget': ForgetMe, visitors: VisitorsDialog } });
