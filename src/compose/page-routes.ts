/** Page routes: documents at their own addresses, what they load at one that changes with it. */
import type { JsonObject } from '../api/parts.ts';
import type { Handler } from '../http/exchange.ts';
import type { RouteRule } from '../http/router.ts';
import { createAssets, createDocument, createFile, type PageOptions } from '../routes/pages.ts';
import { createSite } from '../site/site.ts';

/** Addresses of documents, by the files they are in. */
const DOCUMENTS = { 'index.html': '/', 'docs/index.html': '/docs' } as const;
const ICON = 'favicon.svg';

/**
 * @param files of the page, by name
 * @param libraries by name, read when they are first asked for
 * @param api the description of what is offered
 */
export function pageRoutes(
  files: ReadonlyMap<string, Uint8Array>,
  libraries: ReadonlyMap<string, () => Uint8Array>,
  api: JsonObject,
): readonly RouteRule<Handler>[] {
  const options: PageOptions = { site: createSite(files), wallClock: Date.now };
  const { wallClock } = options;
  const rule = (path: string, handler: Handler): RouteRule<Handler> => ({
    name: 'page',
    methods: ['GET'],
    path,
    handler,
  });
  const documents = Object.entries(DOCUMENTS).filter(([name]) => files.has(name));
  const icon = files.get(ICON);
  return [
    ...documents.map(([name, path]) => rule(path, createDocument(name, options))),
    ...(documents.length > 0 ? [rule('/assets/*', createAssets(options))] : []),
    ...(icon === undefined
      ? []
      : [
          rule(
            `/${ICON}`,
            createFile(ICON, () => icon, wallClock),
          ),
        ]),
    rule(
      '/openapi.json',
      createFile('openapi.json', () => Buffer.from(JSON.stringify(api)), wallClock),
    ),
    ...[...libraries].map(([name, read]) =>
      rule(`/vendor/${name}`, createFile(name, read, wallClock)),
    ),
  ];
}
