/** Ctrl+Enter (Cmd+Enter) anywhere in a form sends it. @param {HTMLFormElement} form */
export function ctrlEnter(form) {
  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  }
  form.addEventListener('keydown', keys);
  return () => form.removeEventListener('keydown', keys);
}
