import t from 'tap';
import { createAddressing } from '../src/origin/address.ts';
import { isRegionName } from '../src/region-name.ts';
import { problemsWith } from './fixtures/load-with.ts';

t.test('isRegionName() takes one label of a host name', async (t) => {
  const good = ['us-east-1', 'auto', 'default', 'a', 'a--b', 'a'.repeat(63)];
  for (const name of good) t.ok(isRegionName(name), name);
  const bad = ['', 'US-EAST-1', 'us_east', 'a.b', '-a', 'a-', 'a/b', 'a'.repeat(64), 'auto\n'];
  for (const name of bad) t.notOk(isRegionName(name), JSON.stringify(name));
});

t.test('a region that the configuration takes can be spoken to', async (t) => {
  for (const region of ['us-east-1', 'a--b', 'a'.repeat(63), 'a'.repeat(64), '-a', 'a.b']) {
    const env = { AWS_REGION: region, AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' };
    const taken = problemsWith({ env }).length === 0;
    const speak = () => createAddressing({ endpointUrl: undefined, region, forcePathStyle: false });
    if (taken) t.doesNotThrow(speak, region);
    else t.throws(speak, TypeError, region);
  }
});
