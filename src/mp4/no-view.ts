/**
 * Why a film is shown as it is stored. A closed list: every file that the readers of this room
 * are given ends in a view or in one of these, whatever is in it.
 */

const SENTENCES = {
  'in-front': 'The index (moov) is in front of the media already',
  fragmented: 'The film is fragmented: its index is spread over the file',
  'no-moov':
    'The film has no index (moov): the recording or the upload was never finished, and no player can play it',
  'cut-short':
    'The file was cut short: a part of it is longer than what is left of the object, so the upload has to be repeated',
  malformed: 'The structure of the film contradicts itself',
  'too-large': 'The index (moov) or the number of its parts is beyond what is looked into',
  'not-mp4': 'Not an MP4, M4V or MOV file',
  compressed: 'The index (moov) is compressed, as QuickTime once did',
  pinned: 'The film refers to positions or files in a way that does not survive a move',
} as const;

/** Why there is no view. */
export type NoView = keyof typeof SENTENCES;

/** All of them, for whoever counts or lists. */
export const NO_VIEW_REASONS = Object.keys(SENTENCES) as readonly NoView[];

/** One sentence for a person, without a full stop. */
export function sentenceFor(reason: NoView): string {
  return SENTENCES[reason];
}

/** Whether `reason` says that the film cannot be played at all, or not to its end. */
export function isBroken(reason: NoView): boolean {
  return reason === 'no-moov' || reason === 'cut-short';
}
