import { expect, it } from 'vitest';
import { KeySettings } from '../src/nouns/key/sharing/settings.svelte.js';

const NOW = Date.parse('2026-06-01T08:00:00.000Z');
const PLACE = { zone: 'Europe/Berlin', columns: ['k1', 'k2', 'k3'] };
const KEY = {
  id: 's1',
  board_id: 'b',
  role: /** @type {const} */ ('editor'),
  label: 'Verein',
  opens_at: '2026-05-01T08:00:12.345Z',
  ends_at: '2026-05-02T08:00:00.000Z',
  revoked_at: null,
  has_password: true,
  unseen_columns: 'k2 gone',
  readonly_columns: 'k3',
};

/** @param {Partial<KeySettings>} given @param {any} [key] */
const filled = (given, key) => Object.assign(new KeySettings(PLACE, key), given);

it('of a new link all is sent that is not as usual', () => {
  expect(filled({}).wanted()).toEqual({ role: 'contributor' });
  const settings = filled({ role: 'editor', label: ' Verein ', secured: 'new', password: ' Sonne ', opens: '2026-06-12T18:00', columns: { k3: 'unseen', k1: 'readonly', k2: 'open' } });
  expect(settings.wanted()).toEqual({
    role: 'editor',
    label: 'Verein',
    password: ' Sonne ',
    opens_at: '2026-06-12T16:00:00.000Z',
    unseen_columns: ['k3'],
    readonly_columns: ['k1'],
  });
});

it('of a link that is changed only what has changed', () => {
  expect(filled({}, KEY).wanted()).toEqual({});
  expect(filled({}, KEY).special).toBe(true);
  expect(filled({ secured: 'none', opens: '', ends: '2026-07-01T10:00', label: '' }, KEY).wanted()).toEqual({
    label: '',
    password: null,
    opens_at: null,
    ends_at: '2026-07-01T08:00:00.000Z',
  });
  expect(filled({ columns: { k2: 'open', k3: 'readonly' } }, KEY).wanted()).toEqual({ unseen_columns: [] });
});

it('who coordinates is not limited, and who reads only in what is shown', () => {
  expect(filled({ role: 'coordinator' }, KEY).wanted()).toEqual({ role: 'coordinator', unseen_columns: [], readonly_columns: [] });
  expect(filled({ role: 'viewer' }, KEY).wanted()).toEqual({ role: 'viewer', readonly_columns: [] });
});

/** @type {[string, Partial<KeySettings>, any, object][]} */
const FAULTS = [
  ['nothing', {}, undefined, {}],
  ['no password', { secured: 'new' }, undefined, { password: 'share.password.empty' }],
  ['a short one', { secured: 'new', password: 'Sonne' }, undefined, { password: 'share.password.length' }],
  ['a long one', { secured: 'new', password: 'S'.repeat(201) }, undefined, { password: 'share.password.length' }],
  ['an end that is over', { ends: '2026-06-01T09:59' }, undefined, { ends: 'phases.fault.past' }],
  ['an end that comes', { ends: '2026-06-01T10:01' }, undefined, {}],
  ['an end before the beginning', { opens: '2026-07-01T10:00', ends: '2026-07-01T10:00' }, undefined, { ends: 'share.date.order' }],
  ['an hour that is leapt over', { opens: '2027-03-28T02:30' }, undefined, { opens: 'phases.fault.gap' }],
  ['an end that was there before', { label: 'Vereine' }, KEY, {}],
  ['another end that is over', { ends: '2026-05-03T10:00' }, KEY, { ends: 'phases.fault.past' }],
];
it.each(FAULTS)('finds fault with %s', (_, given, key, faults) => {
  const settings = filled(given, key);
  expect([settings.check(NOW), settings.faults]).toEqual([!Object.keys(faults).length, faults]);
});
