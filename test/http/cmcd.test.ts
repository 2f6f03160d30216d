import fc from 'fast-check';
import t from 'tap';
import { notesOf, readCmcd } from '../../src/http/cmcd.ts';

t.test('readCmcd() reads what players write, in headers and in a query', async (t) => {
  const table = [
    [
      'bl=21300,br=3200,bs,mtp=25400,ot=v,su',
      { bl: 21300, br: 3200, bs: true, mtp: 25400, ot: 'v', su: true },
    ],
    ['sid="6e2fb550-c457-11e9-bb97-0800200c9a66"', { sid: '6e2fb550-c457-11e9-bb97-0800200c9a66' }],
    [
      'nor="..%2F300kbps%2Fsegment35.m4v",nrr="0-99"',
      { nor: '..%2F300kbps%2Fsegment35.m4v', nrr: '0-99' },
    ],
    ['cid="a, \\"b\\" = \\\\c"', { cid: 'a, "b" = \\c' }],
    ['bs=false,su=true', { su: true }],
    ['d=4004,dl=1000,pr=1.08,rtp=100,sf=h,st=v,tb=3,v=1', {}],
    ['com.example-hello="World",bl=1', { bl: 1 }],
    [' bl=1 , br=2 ', { bl: 1, br: 2 }],
    ['msd=220,bsd=1500', { msd: 220, bsd: 1500 }],
    // Version 2: lists, parameters, booleans of RFC 8941, and keys that are of no use here.
    ['bl=(2000;v 1500;a),br=(3200;v),bs=?1,su=?0,v=2', { bl: 2000, br: 3200, bs: true }],
    ['nor=("a%2Cb.mp4";r="0-99" "c.mp4"),msd=300;x=1;y="z"', { nor: 'a%2Cb.mp4', msd: 300 }],
    ['sid="x",v=2,msd=300,ltc=2000,sta=p,e=ps,ts=1764370800000,sn=7', { sid: 'x', msd: 300 }],
    ['constructor=1,unknown,other=()', {}],
    // An hour at most, whatever is said.
    ['bl=999999999999,bsd=3600001,msd=3600000', { bl: 36e5, bsd: 36e5, msd: 36e5 }],
  ] as const;
  for (const [text, report] of table) {
    t.strictSame(readCmcd({}, text), report, text);
    t.strictSame(readCmcd({ 'cmcd-request': text }, 'rubbish'), report, 'headers go first');
  }
  t.strictSame(readCmcd({ 'cmcd-object': 'br=1', 'cmcd-session': 'sid="s"' }, undefined), {
    br: 1,
    sid: 's',
  });
  t.equal(readCmcd({}, undefined), undefined);
  t.equal(readCmcd({}, ''), undefined);
});

t.test('readCmcd() throws away what is not sound as a whole', async (t) => {
  for (const text of [
    'bl=-1',
    'bl=1.5',
    'bl',
    'bl=9999999999999',
    'bl=1,bl=2',
    'bl=()',
    'bs=()',
    'bl=(1',
    'bl=1)',
    'bl=((1))',
    'bl=(x)',
    'bl=1;',
    'msd=-1',
    'sid=bare',
    'sid="open',
    'ot="v"',
    'ot=V',
    'su=1',
    ',bl=1',
    '=1',
    `sid="${'x'.repeat(3000)}"`,
    'cid="\u00e9"',
    '__proto__=1',
  ]) {
    t.equal(readCmcd({}, text), 'invalid', text.slice(0, 40));
  }
});

t.test('readCmcd() takes anything, in time', async (t) => {
  fc.assert(fc.property(fc.string({ maxLength: 3000 }), (text) => readCmcd({}, text) !== null));
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'bl=,"\\ -1v();'), maxLength: 2048 }),
      (text) => readCmcd({}, text) !== null,
    ),
  );
  for (const [start, again] of [
    ['sid="', '\\"'],
    ['bl=(', '"" '],
    ['bl=(', '1;'],
    ['bl=1', ';a="b"'],
    ['bl=1', ';a '],
  ] as const) {
    t.equal(readCmcd({}, `${start}${again.repeat(330)}!`), 'invalid', start + again);
  }
});

t.test('notesOf() is what may stand in a log: short identifiers and numbers', async (t) => {
  t.strictSame(JSON.parse(JSON.stringify(notesOf({ bl: 1, su: true, ot: 'v', nor: 'x' }))), {
    bl: 1,
    su: true,
  });
  t.equal(notesOf({ sid: 'x'.repeat(1000) }).sid?.length, 128);
});
