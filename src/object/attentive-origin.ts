/**
 * Attentive origin: an origin whose answers the directory hears of, whoever asked and for
 * whatever: so that trust in a version begins, goes on and ends the moment anybody learns better.
 */
import { GatewayError } from '../errors.ts';
import type { Directory } from './directory.ts';
import { isStrong } from './meta.ts';
import type { ObjectRef, Origin } from './origin.ts';

export function createAttentiveOrigin(origin: Origin, directory: Directory): Origin {
  function note(ref: ObjectRef, error: unknown): void {
    if (!(error instanceof GatewayError)) return;
    if (error.code === 'object_not_found') directory.missing(ref);
    if (error.code === 'object_changed') directory.forget(ref);
  }

  return {
    async read(ref, wanted, options) {
      try {
        const answer = await origin.read(ref, wanted, options);
        if (answer === 'unsatisfiable') {
          // Of a version that is known, only bytes are asked for that it has.
          if (options.ifMatch !== undefined) directory.forget(ref);
        } else if (options.ifMatch !== undefined) {
          directory.confirm(ref, answer.meta);
        } else if (isStrong(answer.meta.etag)) {
          directory.learn(ref, answer.meta);
        }
        return answer;
      } catch (error) {
        note(ref, error);
        throw error;
      }
    },
    async head(ref, signal) {
      try {
        const meta = await origin.head(ref, signal);
        directory.learn(ref, meta);
        return meta;
      } catch (error) {
        note(ref, error);
        throw error;
      }
    },
  };
}
