/** Why a flight cannot serve everybody: each of these ends one, and its readers go another way. */

/** Memory has no room for it: its bytes are streamed instead. */
export class NoRoom extends Error {}

/** A first touch found no byte where it asked: the object is shorter, or empty. */
export class Unsatisfiable extends Error {}

/** A first touch found no strong tag: the object's bytes cannot be shared. */
export class Unversioned extends Error {}
