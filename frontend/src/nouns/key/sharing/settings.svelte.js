/** What a link is to be like, as it is being filled in: what is wrong with it, and what of it has to be sent. */
import { momentIn, shownIn } from '../../../words/zones.js';

/** @import { KeyFields } from '../../../sync/api.js' */
/** @import { KeyRecord, Role } from '../../../replica/records.js' */

/** Letters of a password: the server takes no fewer and no more. */
export const PASSWORD = { least: 8, most: 200 };

/** @typedef {'open' | 'readonly' | 'unseen'} Sight of a column */
/** @typedef {'password' | 'opens' | 'ends'} Field one in which something may be wrong */
/** @typedef {{ zone: string, columns: string[] }} Place the time zone of the board, and the ids of all its columns */

export class KeySettings {
  role = $state(/** @type {Role} */ ('contributor'));
  label = $state('');
  /** Without a password, with the one it has, or with a new one. @type {'none' | 'kept' | 'new'} */
  secured = $state('none');
  password = $state('');
  /** As fields for date and time have them: '' is none. */
  opens = $state('');
  ends = $state('');
  /** What is not as usual. @type {{ [columnId: string]: Sight }} */
  columns = $state({});
  /** Where they are filled in. @type {{ [field in Field]?: HTMLInputElement }} */
  fields = $state({});
  /** What was wrong when it was last looked at: the key of its words. @type {{ [field in Field]?: string }} */
  faults = $state.raw({});

  /** @param {Place} place @param {KeyRecord} [key] that is changed */
  constructor(place, key) {
    this.place = place;
    this.key = key;
    if (!key) return;
    this.role = key.role;
    this.label = key.label;
    this.secured = key.has_password ? 'kept' : 'none';
    this.opens = key.opens_at ? shownIn(key.opens_at, place.zone) : '';
    this.ends = key.ends_at ? shownIn(key.ends_at, place.zone) : '';
    for (const sight of /** @type {const} */ (['readonly', 'unseen'])) {
      for (const id of idsOf(key, sight, place)) this.columns[id] = sight;
    }
  }

  /** What coordinators see and change is not limited: they could undo any limit. */
  get limitable() {
    return this.role !== 'coordinator';
  }

  /** Whether there is more to it than role and label. */
  get special() {
    return this.secured !== 'none' || !!this.opens || !!this.ends || Object.values(this.columns).some((sight) => sight !== 'open');
  }

  /** @param {number} now @returns {boolean} whether it can be sent; else `faults` says why not */
  check(now) {
    const { opens, ends } = this;
    const start = opens ? this.#moment(opens) : -Infinity;
    const end = ends ? this.#moment(ends) : Infinity;
    const letters = [...this.password].length;
    /** @type {KeySettings['faults']} */
    const faults = {};
    if (this.secured === 'new' && !letters) faults.password = 'share.password.empty';
    else if (this.secured === 'new' && (letters < PASSWORD.least || letters > PASSWORD.most)) faults.password = 'share.password.length';
    for (const date of /** @type {const} */ (['opens', 'ends'])) {
      if (this.fields[date]?.validity?.badInput) faults[date] = 'phases.fault.broken';
      else if (Number.isNaN(date === 'opens' ? start : end)) faults[date] = 'phases.fault.gap';
    }
    if (faults.ends) return this.#say(faults);
    if (end <= start) faults.ends = 'share.date.order';
    else if (end <= now && ends !== this.#kept('ends')) faults.ends = 'phases.fault.past';
    return this.#say(faults);
  }

  /** What is to be sent: all of a new link, of another one what has changed. @returns {KeyFields} */
  wanted() {
    const { key } = this;
    /** @type {KeyFields} */
    const fields = {};
    if (this.role !== key?.role) fields.role = this.role;
    if (this.label.trim() !== (key?.label ?? '')) fields.label = this.label.trim();
    if (this.secured === 'new') fields.password = this.password;
    else if (this.secured === 'none' && key?.has_password) fields.password = null;
    for (const date of /** @type {const} */ (['opens', 'ends'])) {
      if (this[date] !== this.#kept(date)) fields[`${date}_at`] = this[date] ? momentIn(this[date], this.place.zone) : null;
    }
    for (const sight of /** @type {const} */ (['unseen', 'readonly'])) {
      const ids = this.#limited(sight);
      if (ids.join() !== (key ? idsOf(key, sight, this.place).join() : '')) fields[`${sight}_columns`] = ids;
    }
    return fields;
  }

  /** @param {KeySettings['faults']} faults */
  #say(faults) {
    this.faults = faults;
    return !Object.keys(faults).length;
  }

  /** NaN for an hour that the clocks leap over. @param {string} local */
  #moment(local) {
    return Date.parse(momentIn(local, this.place.zone) ?? '');
  }

  /** A date as it was. @param {'opens' | 'ends'} date */
  #kept(date) {
    const at = this.key?.[`${date}_at`];
    return at ? shownIn(at, this.place.zone) : '';
  }

  /** @param {Sight} sight @returns {string[]} in the order of the board */
  #limited(sight) {
    if (!this.limitable || (sight === 'readonly' && this.role === 'viewer')) return [];
    return this.place.columns.filter((id) => this.columns[id] === sight);
  }
}

/** Columns that a link limits, as far as they are on the board. @param {KeyRecord} key @param {'readonly' | 'unseen'} sight @param {Place} place */
export function idsOf(key, sight, { columns }) {
  const ids = key[`${sight}_columns`]?.split(' ') ?? [];
  return columns.filter((id) => ids.includes(id));
}
