import t from 'tap';
import { children, parseXml, textOf } from '../../src/origin/xml.ts';

const text = (inner: string, name = 'Key') => textOf(parseXml(`<R>${inner}</R>`, 'R'), name);

t.test('parseXml() leaves values as they stand', async (t) => {
  for (const key of [
    '00123',
    '1e5',
    'true',
    '0x1F',
    ' a ',
    ' ',
    '1.0',
    'null',
    'Infinity',
    '+5',
    '\n',
  ]) {
    t.equal(text(`<Key>${key}</Key>`), key, JSON.stringify(key));
  }
  t.equal(text('<Key></Key>'), '');
  t.equal(text('<Key/>'), '');
});

t.test('parseXml() resolves what XML itself defines, once', async (t) => {
  t.equal(text('<Key>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F3AC;</Key>'), `&<>"'A\u{1F3AC}`);
  t.equal(text('<Key>&amp;lt;</Key>'), '&lt;', 'not twice');
  t.equal(text('<Key>&#x01;&#13;</Key>'), '\u0001\r', 'what XML forbids and stores send');
  t.equal(text('<Key>&unknown;&#x110000;&</Key>'), '&unknown;&#x110000;&');
  t.equal(text('<Key><![CDATA[a&amp;<b>]]></Key>'), 'a&amp;<b>');
  t.equal(text('<Key>a&amp;<![CDATA[&amp;]]></Key>'), 'a&&amp;');
});

t.test('parseXml() looks past declarations, comments, attributes and namespaces', async (t) => {
  const document =
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><s3:R xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/">\n <s3:Key a="b">k</s3:Key>\n</s3:R>';
  t.equal(textOf(parseXml(document, 'R'), 'Key'), 'k');
});

t.test('parseXml() refuses documents that attack', async (t) => {
  const bomb =
    '<?xml version="1.0"?><!DOCTYPE R [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><R><Key>&b;</Key></R>';
  const outside = '<!doctype R SYSTEM "file:///etc/passwd"><R/>';
  const deep = `<R>${'<a>'.repeat(50)}${'</a>'.repeat(50)}</R>`;
  for (const attack of [bomb, outside, deep]) {
    t.throws(() => parseXml(attack, 'R'), { code: 'origin_invalid' }, attack.slice(0, 40));
  }
  const poison = '<R><__proto__><x>1</x></__proto__></R>';
  t.throws(() => parseXml(poison, 'R'), { code: 'origin_invalid' });
  const inherited = parseXml('<R><K>1</K></R>', 'R');
  for (const name of ['constructor', 'toString', '__proto__']) {
    t.equal(textOf(inherited, name), undefined, name);
  }
});

t.test('parseXml() refuses what is not the document asked for', async (t) => {
  for (const wrong of [
    '',
    'plain',
    '{}',
    '<html>x</html>',
    '<R>a</R><R>b</R>',
    '<R',
    '<a><R/></a>',
  ]) {
    t.throws(() => parseXml(wrong, 'R'), { code: 'origin_invalid' }, wrong);
  }
});

t.test('children() and textOf() know none, one and many', async (t) => {
  const root = parseXml('<R><K>1</K><K>2</K><L>3</L></R>', 'R');
  t.same(children(root, 'K'), ['1', '2']);
  t.same(children(root, 'L'), ['3']);
  t.same(children(root, 'M'), []);
  t.same(children('text', 'K'), []);
  t.equal(textOf(root, 'K'), undefined, 'two are ambiguous');
  t.equal(textOf(root, 'M'), undefined);
});
