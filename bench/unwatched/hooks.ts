/** Module hooks: whoever imports the metrics gets those that count nothing. */
import type { ResolveHook } from 'node:module';

export const resolve: ResolveHook = async (specifier, context, next) => {
  const found = await next(specifier, context);
  if (!found.url.endsWith('/dist/observe/metrics.js')) return found;
  return { ...found, url: new URL('metrics.js', import.meta.url).href };
};
