/** Dialogs that are seldom opened, and strips for coordinators: one part of the page, fetched when the first of them is. */
import AuditDialog from '../across/audit/AuditDialog.svelte';
import ReportDialog from '../nouns/report/ReportDialog.svelte';
import ReportsDialog from '../nouns/report/ReportsDialog.svelte';
import RetentionDialog from '../across/retention/RetentionDialog.svelte';
import ForgetMe from '../nouns/visitor/ForgetMe.svelte';
import PeopleDialog from '../nouns/visitor/PeopleDialog.svelte';
import PersonalLink from '../nouns/visitor/PersonalLink.svelte';
import VisitorsDialog from '../nouns/visitor/VisitorsDialog.svelte';

/** By the kind that `view.opened` names. @type {{ [kind: string]: import('svelte').Component<any> }} */
export const DIALOGS = {
  people: PeopleDialog,
  'me-link': PersonalLink,
  'me-forget': ForgetMe,
  visitors: VisitorsDialog,
  report: ReportDialog,
  reports: ReportsDialog,
  retention: RetentionDialog,
  audit: AuditDialog,
};

export { default as CoordinatorStrips } from './CoordinatorStrips.svelte';
export { default as Forgotten } from '../pages/Forgotten.svelte';
export { default as DeviceForgotten } from '../pages/DeviceForgotten.svelte';
export { default as ForgetDevice } from '../pages/ForgetDevice.svelte';
export { default as ForgetAccount } from '../pages/accounts/ForgetAccount.svelte';
