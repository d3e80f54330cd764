/** What is seldom opened, and strips for coordinators: one part of the page, fetched when the first of it is needed. */
import '../across/audit/seldom/brings.js';
import '../across/retention/seldom/brings.js';
import '../nouns/board/seldom/brings.js';
import '../nouns/report/seldom/brings.js';
import '../nouns/visitor/seldom/brings.js';

export { default as DeviceForgotten } from './seldom/DeviceForgotten.svelte';
export { default as ForgetAccount } from './seldom/ForgetAccount.svelte';
export { default as ForgetDevice } from './seldom/ForgetDevice.svelte';
export { default as Forgotten } from './seldom/Forgotten.svelte';
