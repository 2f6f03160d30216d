import t from 'tap';
import { helpText } from '../../src/config/help.ts';
import { envNames } from '../../src/config/option.ts';
import { allOptions } from '../../src/config/options.ts';

t.test(
  'helpText() has every flag and every option with its names, bounds and default',
  async (t) => {
    const text = helpText();
    for (const flag of ['--config', '--host', '--port', '--check-config', '--help', '--version']) {
      t.match(text, new RegExp(`^ {2}${flag}\\b`, 'm'));
    }
    for (const [key, option] of allOptions()) {
      t.ok(text.includes(`\n  ${key}  ${envNames(option).join(', ')}\n`), key);
      t.ok(text.includes(option.help) && text.includes(option.kind.bounds), `${key}: help, bounds`);
    }
    t.match(text, '      0 to 65535\n      default: 8080\n');
  },
);

t.test('helpText() is plain text of at most 140 columns that ends with a line feed', async (t) => {
  const text = helpText();
  t.match(text, /[^\n]\n$/);
  t.same(
    text.split('\n').filter((line) => line.length > 140),
    [],
  );
});
