/**
 * Attentive origin: an origin whose answers the directory hears of, whoever asked and for
 * whatever: so that trust in a version begins, goes on and ends the moment anybody learns better.
 */
import { GatewayError } from '../errors.ts';
import type { Directory, Question } from './directory.ts';
import { isStrong } from './meta.ts';
import type { ObjectRef, Origin } from './origin.ts';

export function createAttentiveOrigin(origin: Origin, directory: Directory): Origin {
  function note(ref: ObjectRef, question: Question, error: unknown): void {
    if (!(error instanceof GatewayError)) return;
    if (error.code === 'object_not_found') question.missing();
    if (error.code === 'object_changed') directory.forget(ref);
  }

  return {
    async read(ref, wanted, options) {
      const question = directory.question(ref);
      try {
        const answer = await origin.read(ref, wanted, options);
        if (answer === 'unsatisfiable') {
          // Of a version that is known, only bytes are asked for that it has.
          if (options.ifMatch !== undefined) directory.forget(ref);
        } else if (options.ifMatch !== undefined) {
          question.confirm(answer.meta);
        } else if (isStrong(answer.meta.etag)) {
          question.learn(answer.meta);
        }
        return answer;
      } catch (error) {
        note(ref, question, error);
        throw error;
      } finally {
        question.over();
      }
    },
    async head(ref, signal) {
      const question = directory.question(ref);
      try {
        const meta = await origin.head(ref, signal);
        question.learn(meta);
        return meta;
      } catch (error) {
        note(ref, question, error);
        throw error;
      } finally {
        question.over();
      }
    },
  };
}
