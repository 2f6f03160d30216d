import t from 'tap';
import { pageRoutes } from '../../src/compose/page-routes.ts';

t.test(
  'pageRoutes() has an address for each document, library and icon, and one for all else',
  async (t) => {
    const names = ['index.html', 'docs/index.html', 'favicon.svg', 'app.js', 'player/player.js'];
    const files = new Map(names.map((name) => [name, Buffer.from('x')]));
    const libraries = new Map([['hls.js', () => Buffer.from('x')]]);
    t.strictSame(
      pageRoutes(files, libraries, {}).map(({ path }) => path),
      ['/', '/docs', '/assets/*', '/favicon.svg', '/openapi.json', '/vendor/hls.js'],
    );
    t.strictSame(
      pageRoutes(new Map(), new Map(), {}).map(({ path }) => path),
      ['/openapi.json'],
    );
  },
);
