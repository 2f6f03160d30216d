/** What the panel says: one line for an upload, two for all of them. Pure. */
import { counted, sizeInWords } from '../words.js';
import { nameIn } from './names.js';
import { percentOf } from './queue.js';
import { secondsLeft, timeLeftInWords } from './speed.js';

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {import('./queue.js').Totals} Totals */

/**
 * @param {Item} item
 * @returns {string}
 */
export function stateInWords(item) {
  const { state, words, size, sent, speed } = item;
  const percent = `${percentOf(item)} %`;
  switch (state) {
    case 'queued':
      return `${sizeInWords(size)} · waits for its turn`;
    case 'sending': {
      const parts = [`${sizeInWords(sent)} of ${sizeInWords(size)}`];
      if (speed.perSecond >= 1) parts.push(`${sizeInWords(speed.perSecond)}/s`);
      const seconds = secondsLeft(speed, size - sent);
      if (seconds !== null) parts.push(timeLeftInWords(seconds));
      return parts.join(' · ');
    }
    case 'ending':
      return `${sizeInWords(size)} · finishing…`;
    case 'paused':
      return sent > 0 ? `Paused at ${percent}` : 'Paused';
    case 'done':
      return `${sizeInWords(size)} · uploaded`;
    case 'unfinished':
      return (
        words || `Unfinished${sent > 0 ? `, ${percent}` : ''}. Choose the file again to go on.`
      );
    case 'cancelling':
      return 'Being cancelled…';
    default:
      return words;
  }
}

/**
 * @param {Totals} totals
 * @returns {string}
 */
export function titleOf(totals) {
  const { left, done, failed, paused, unfinished } = totals;
  if (left > 0) {
    return `Uploading ${counted(left, 'file')}${totals.size > 0 ? ` · ${percentOf(totals)} %` : ''}`;
  }
  const parts = [
    paused > 0 && `${paused} paused`,
    failed > 0 && `${failed} failed`,
    unfinished > 0 && `${unfinished} unfinished`,
    done > 0 && `${done} uploaded`,
  ];
  return parts.filter(Boolean).join(' · ') || 'Uploads';
}

/**
 * @param {Totals} totals
 * @returns {string} '' when there is nothing to add
 */
export function summaryOf({ left, done, failed, size, sent, perSecond }) {
  if (left === 0) return '';
  const parts = [`${sizeInWords(sent)} of ${sizeInWords(size)}`];
  if (perSecond >= 1) {
    parts.push(`${sizeInWords(perSecond)}/s`, timeLeftInWords((size - sent) / perSecond));
  }
  if (done > 0) parts.push(`${done} done`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(' · ');
}

/**
 * @param {'pause' | 'resume' | 'cancel'} act
 * @param {Item} item as it is after it; before it when it is cancelled
 * @returns {string} what is said once that is done
 */
export function actInWords(act, { key, state, url }) {
  const name = nameIn(key);
  if (act === 'pause') return `${name} is paused`;
  if (act === 'resume') {
    return state === 'queued' ? `${name} waits for its turn` : `${name} goes on`;
  }
  if (state === 'unfinished') return `${name} is discarded`;
  const isOver = state === 'done' || (state === 'failed' && url === '');
  return `${name} is ${isOver ? 'removed from the list' : 'cancelled'}`;
}
