/** What just happened: every request of the film on the screen, drawn while it happens. */

/** @param {import('../player/player.js').Player} _player */
export function createJourney(_player) {}
