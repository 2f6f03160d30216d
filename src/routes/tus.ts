/** The routes of resumable uploads, by tus 1.0: what tus-js-client and Uppy speak. */
import type { Handler } from '../http/exchange.ts';
import type { RouteRule } from '../http/router.ts';
import { createTusCreate, type TusOptions } from './tus-create.ts';
import { TUS_HEADERS, TUS_OPTIONS } from './tus-protocol.ts';
import { createTusUpload, UPLOAD_METHODS } from './tus-upload.ts';

export function tusRoutes(options: TusOptions): readonly RouteRule<Handler>[] {
  const create = createTusCreate(options);
  const common = { takesBody: true, headers: TUS_HEADERS, options: TUS_OPTIONS } as const;
  return [
    { name: 'uploads', methods: ['POST'], path: '/uploads', handler: create, ...common },
    {
      name: 'upload',
      methods: UPLOAD_METHODS,
      path: '/uploads/*',
      handler: createTusUpload(options, create),
      ...common,
    },
  ];
}
