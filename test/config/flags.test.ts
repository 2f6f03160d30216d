import t from 'tap';
import { readFlags } from '../../src/config/flags.ts';

t.test('readFlags() takes values after a space and after =', async (t) => {
  for (const argv of [
    ['--config', 'a.json', '--host', '::1', '--port', '80'],
    ['--port=80', '--host=::1', '--config=a.json'],
  ]) {
    const flags = readFlags(argv);
    t.same(flags.problems, []);
    t.equal(flags.configPath, 'a.json');
    t.same(
      [...flags.given],
      [
        ['host', { where: '--host', value: '::1' }],
        ['port', { where: '--port', value: 80 }],
      ],
    );
  }
  t.equal(readFlags(['--config=a=b']).configPath, 'a=b');
  t.same(readFlags(['--port', '-1']).given.get('port'), { where: '--port', value: -1 });
});

t.test('readFlags() knows its orders', async (t) => {
  t.match(readFlags([]), {
    checkConfig: false,
    help: false,
    version: false,
    configPath: undefined,
  });
  t.match(readFlags(['--check-config']), { checkConfig: true, help: false, version: false });
  t.match(readFlags(['--help', '--version', '--help']), {
    help: true,
    version: true,
    problems: [],
  });
});

t.test('readFlags() reports everything that is wrong', async (t) => {
  const table: readonly [readonly string[], readonly string[]][] = [
    [['--prot', '80'], ['--prot (command line): unknown flag; did you mean --port?']],
    [['--prot=80'], ['--prot (command line): unknown flag; did you mean --port?']],
    [['-h'], ['-h (command line): unknown flag; --help lists the flags']],
    [['--'], ['-- (command line): unknown flag; --help lists the flags']],
    [['--port'], ['--port (command line): needs a value']],
    [['--port='], ['--port (command line): needs a value']],
    [['--host', ''], ['--host (command line): needs a value']],
    [['--port', '--help'], ['--port (command line): needs a value']],
    [['--port=1', '--port', '2'], ['--port (command line): is given more than once']],
    [['--help=yes'], ['--help (command line): takes no value']],
    [['a.json'], ['argument 1 (command line): is not a flag; --help lists the flags']],
    [
      ['x', '--port', '--nope', 'y', 'z'],
      [
        'argument 1 (command line): is not a flag; --help lists the flags',
        '--port (command line): needs a value',
        '--nope (command line): unknown flag; --help lists the flags',
        'argument 5 (command line): is not a flag; --help lists the flags',
      ],
    ],
  ];
  for (const [argv, problems] of table) t.same(readFlags(argv).problems, problems, argv.join(' '));
});

t.test('readFlags() keeps the first of a repeated flag', async (t) => {
  t.same(readFlags(['--port=1', '--port=2']).given.get('port'), { where: '--port', value: 1 });
});
