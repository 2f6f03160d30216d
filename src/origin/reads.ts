/** Reads objects: one ranged GET, or one HEAD. What the answer claims is checked before it is believed. */
import { GatewayError } from '../errors.ts';
import type { Arrival, ObjectRef, Origin } from '../object/origin.ts';
import { lengthOf } from '../span.ts';
import type { Addressing } from './address.ts';
import { contentLength, metaFrom } from './answer-headers.ts';
import type { Caller, S3Call } from './calls.ts';
import { placeAnswer, rangeHeader } from './content-range.ts';
import { deliver } from './delivery.ts';

export function createReads(call: Caller, addressing: Addressing): Origin {
  return {
    async read(ref, wanted, { signal, ifMatch }) {
      const subject = `Cannot read ${nameOf(ref)}`;
      const request: S3Call<Arrival | 'unsatisfiable'> = {
        operation: 'read',
        method: 'GET',
        address: addressing.object(ref),
        headers: {
          range: rangeHeader(wanted),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        missing: 'object_not_found',
        subject,
        accepts: [200, 206, 416],
        take({ status, headers, body }) {
          const placed = status === 416 ? 'unsatisfiable' : placeAnswer(wanted, status, headers);
          if (placed === 'unsatisfiable') {
            body.discard();
            return placed;
          }
          const meta = metaFrom(headers, placed.size);
          // Some stores ignore If-Match; bytes of two versions must not mix.
          if (ifMatch !== undefined && meta.etag !== ifMatch) {
            throw new GatewayError('object_changed', `${subject}: it is no longer ${ifMatch}`);
          }
          return {
            meta,
            span: placed.span,
            ...deliver(body, lengthOf(placed.span), subject, signal),
          };
        },
      };
      return await call(request, signal);
    },

    async head(ref, signal) {
      const subject = `Cannot ask for ${nameOf(ref)}`;
      return await call(
        {
          operation: 'head',
          method: 'HEAD',
          address: addressing.object(ref),
          missing: 'object_not_found',
          subject,
          accepts: [200],
          take({ headers }) {
            const size = contentLength(headers);
            if (size !== undefined) return metaFrom(headers, size);
            throw new GatewayError('origin_invalid', `${subject}: no Content-Length`);
          },
        },
        signal,
      );
    },
  };
}

function nameOf({ bucket, key }: ObjectRef): string {
  return `${JSON.stringify(key)} in ${JSON.stringify(bucket)}`;
}
