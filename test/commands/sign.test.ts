import t from 'tap';
import { checkLink, parsePathToken } from '../../src/auth/link.ts';
import { signCommand } from '../../src/commands/sign.ts';
import { presentedIn } from '../fixtures/link-claims.ts';
import { loadWith } from '../fixtures/load-with.ts';

const NOW = 1_800_000_000;
const SECRET = 'a secret of thirty-two characters';
const KEYS = [{ id: 'k1', secret: Buffer.from(SECRET) }];
const FILE = {
  buckets: ['films'],
  auth: {
    links: {
      keys: [
        { id: 'k1', secret: SECRET },
        { id: 'k0', secret: `${SECRET}!` },
      ],
    },
  },
};

const sign = async (args: string, file: unknown = FILE): Promise<string> => {
  const readConfig = () => {
    const loaded = loadWith({ file });
    if (loaded.kind !== 'config') throw new Error(JSON.stringify(loaded));
    return loaded.config;
  };
  const inputs = { readConfig, readInput: async () => '', wallClock: () => NOW * 1000 };
  return await signCommand.run({ args: args.split(' ').filter(Boolean), ...inputs });
};

const check = (url: string, key: string, address = ''): string => {
  return checkLink(
    KEYS,
    presentedIn(new URL(url.trim(), 'http://a').search),
    { right: 'read', bucket: 'films', key, address },
    NOW,
  );
};

t.test('sign makes links that open what they name', async (t) => {
  const one = await sign('--key 2024/a.mp4');
  t.match(one, /^\/objects\/films\/2024\/a\.mp4\?expires=1800003600&kid=k1&token=[\w-]{43}\n$/);
  t.equal(check(one, '2024/a.mp4'), 'good');
  t.equal(check(one, '2024/b.mp4'), 'invalid');
  const many = await sign('--bucket films --prefix 2024/ --seconds 60 --base https://v.example/');
  t.match(many, /^https:\/\/v\.example\/objects\/films\/2024\/\?expires=1800000060&/);
  t.equal(check(many, '2024/b.mp4'), 'good');
  const bound = await sign('--key a --address ::FFFF:192.0.2.1');
  t.equal(check(bound, 'a', '192.0.2.1'), 'good');
  t.equal(check(bound, 'a', '192.0.2.2'), 'invalid');
  t.match(await sign('--key a --write'), /&token=/);
});

t.test('sign makes a link that is part of the path', async (t) => {
  const url = await sign('--prefix 2024/ --path --base https://v.example');
  const [, token = ''] =
    /^https:\/\/v\.example\/t\/([^/]+)\/objects\/films\/2024\/\n$/.exec(url) ?? [];
  t.match(parsePathToken(token), { scope: '2024/', keyId: 'k1' });
});

t.test('sign says what is missing or wrong', async (t) => {
  const two = { ...FILE, buckets: ['films', 'series'] };
  for (const [args, message, file] of [
    ['', /either --key or --prefix/, FILE],
    ['--key a --prefix b', /either --key or --prefix/, FILE],
    ['--key a --seconds 0', /--seconds has to be/, FILE],
    ['--key a --seconds 604801', /from 1 to 604800/, FILE],
    ['--key a --bucket series', /none of the buckets/, FILE],
    ['--key a --address 1.2.3', /--address/, FILE],
    ['--key a --path', /--path goes with --prefix/, FILE],
    ['--prefix a --write --path', /--path goes with --prefix/, FILE],
    ['--keey a', /keey/, FILE],
    ['--key a', /needs --bucket/, two],
    ['--key a', /auth\.links is not configured/, { buckets: ['films'] }],
  ] as const) {
    await t.rejects(sign(args, file), { message }, args);
  }
});
