/** The first load of the page, as it is served: everything that its document leads to. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import t from 'tap';
import { createEncoded } from '../../src/site/encoded.ts';
import { createSite } from '../../src/site/site.ts';

const STATIC = new URL('../../static/', import.meta.url);
const names = readdirSync(STATIC, { recursive: true, encoding: 'utf8' }).filter(
  (name) => !name.startsWith('media') && statSync(new URL(name, STATIC)).isFile(),
);
const site = createSite(new Map(names.map((name) => [name, readFileSync(new URL(name, STATIC))])));

const smallest = async (bytes: Uint8Array): Promise<number> => {
  const encoded = createEncoded(bytes);
  await encoded.settled;
  return encoded.bytes(encoded.codings()[0]).length;
};

t.test('the first load of the page is under 60 KB, and so is that of the reference', async (t) => {
  for (const document of ['index.html', 'docs/index.html']) {
    if (!names.includes(document)) continue;
    let sum = await smallest(site.document(document));
    for (const name of site.needs(document))
      sum += await smallest(site.asset(name) ?? new Uint8Array());
    t.comment(`${document}: ${sum} bytes, ${site.needs(document).length} files`);
    t.ok(sum < 60_000, `${document}: ${sum} bytes`);
  }
});
