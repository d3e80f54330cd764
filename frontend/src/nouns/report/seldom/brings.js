/** Reporting, and what coordinators do with reports. */
import { register } from '../../../board/registry.svelte.js';
import ReportDialog from './ReportDialog.svelte';
import ReportsDialog from './ReportsDialog.svelte';
import ReportsStrip from './ReportsStrip.svelte';

register({
  dialogs: { report: ReportDialog, reports: ReportsDialog },
  strips: [{ at: 30, Strip: ReportsStrip, wanted: (view) => view.may('report.resolve') }],
});
