/** Who owns what, as the contract declares it. */
import { KINDS } from './contract.js';

/** @import { AnyRecord } from './records.js' */

/**
 * The owner of a record: the first of its owner's fields that is set says who it is.
 * @param {string} kind
 * @param {AnyRecord | undefined} record
 * @returns {{ kind: string, id: string, field: string } | undefined} undefined for a board
 */
export function ownerOf(kind, record) {
  for (const [field, owner] of KINDS[kind]?.owners ?? []) {
    if (record?.[field]) return { kind: owner, id: record[field], field };
  }
  return undefined;
}

/** The kind that usually owns these, '' for a board. @param {string} kind @returns {string} */
export function usualOwner(kind) {
  return KINDS[kind]?.owners.at(-1)?.[1] ?? '';
}

/** Kinds that this one may own and that may be put into the trash. @param {string} kind @returns {string[]} */
export function ownedKinds(kind) {
  const owned = Object.entries(KINDS).filter(([, { owners, fields }]) => owners.some(([, by]) => by === kind) && 'deleted_at' in fields);
  return owned.map(([name]) => name);
}
