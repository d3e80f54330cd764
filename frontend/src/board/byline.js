/** Who wrote a card and when, in words. */
import { language, quoted } from '../words/i18n.svelte.js';
import { when } from '../words/times.js';
import { t } from './words.js';

/** @param {import('../replica/records.js').CardRecord} card */
export function byline(card) {
  const parts = [
    quoted(card.author_name ?? ''),
    when(card.created_at, language()),
    card.edited_at && t('card.edited', { when: when(card.edited_at, language()) }),
  ];
  return parts.filter((part) => part).join(' · ');
}
