import t from 'tap';
import { type LinkClaim, linkQuery, pathToken } from '../../src/auth/link.ts';
import { presentLink } from '../../src/auth/link-urls.ts';

const KEY = { id: 'k1', secret: Buffer.alloc(32, 1) };
const CLAIM: LinkClaim = {
  right: 'read',
  kind: 'object',
  bucket: 'films',
  name: 'ä/b c',
  expires: 1_800_000_000,
  address: undefined,
};

t.test('presentLink() gives a link to an object', async (t) => {
  const query = linkQuery(KEY, CLAIM);
  t.strictSame(presentLink(KEY, CLAIM), {
    ...{ url: `/objects/films/%C3%A4/b%20c?${query}`, query, expires: 1_800_000_000 },
  });
});

t.test(
  'presentLink() gives a link to a prefix as a path too, where it is for reading',
  async (t) => {
    const claim = { ...CLAIM, kind: 'prefix' as const, name: '2024/' };
    const { pathUrl } = presentLink(KEY, claim);
    t.equal(pathUrl, `/t/${pathToken(KEY, claim)}/objects/films/2024/`);
    t.notOk('pathUrl' in presentLink(KEY, { ...claim, right: 'write' }));
  },
);
