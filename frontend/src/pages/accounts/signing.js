/** What only an installation with accounts needs: fetched where there are some. */
export { default as Account } from './Account.svelte';
export { default as SignIn } from './SignIn.svelte';
