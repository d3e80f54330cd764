/** Dialogs that are seldom opened, and strips for coordinators: one part of the page, fetched when the first of them is. */
import AuditDialog from '../audit/AuditDialog.svelte';
import ReportDialog from '../reports/ReportDialog.svelte';
import ReportsDialog from '../reports/ReportsDialog.svelte';
import RetentionDialog from '../retention/RetentionDialog.svelte';
import ForgetMe from '../visitors/ForgetMe.svelte';
import PeopleDialog from '../visitors/PeopleDialog.svelte';
import PersonalLink from '../visitors/PersonalLink.svelte';
import VisitorsDialog from '../visitors/VisitorsDialog.svelte';

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
export { default as Forgotten } from '../visitors/Forgotten.svelte';
export { default as DeviceForgotten } from '../visitors/DeviceForgotten.svelte';
export { default as ForgetDevice } from '../visitors/ForgetDevice.svelte';
export { default as ForgetAccount } from '../accounts/ForgetAccount.svelte';
