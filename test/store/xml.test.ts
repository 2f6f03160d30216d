import { XMLParser, XMLValidator } from 'fast-xml-parser';
import t from 'tap';
import { escapeXml, xmlDocument, xmlText } from '../../src/store/xml.ts';

t.test('escapeXml() keeps markup and control characters from being read as such', async (t) => {
  t.equal(
    escapeXml(`<a href="b">'&'</a>`),
    '&lt;a href=&quot;b&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;',
  );
  t.equal(escapeXml('\n\r\t\u0001\u0085\uffff'), '&#xA;&#xD;&#x9;&#x1;&#x85;&#xFFFF;');
  t.equal(escapeXml('é 日 🎬 + %'), 'é 日 🎬 + %');
});

t.test(
  'xmlDocument() writes children, lists of them, and leaves out what is undefined',
  async (t) => {
    const xml = xmlDocument('Result', {
      Name: 'a&b',
      Count: 2,
      Truncated: false,
      Token: undefined,
      Item: [{ Key: '1' }, { Key: '2' }],
      None: [],
      Owner: { ID: 'x' },
    });
    t.equal(XMLValidator.validate(xml), true);
    t.strictSame(new XMLParser({ parseTagValue: false, ignoreDeclaration: true }).parse(xml), {
      Result: {
        Name: 'a&b',
        Count: '2',
        Truncated: 'false',
        Item: [{ Key: '1' }, { Key: '2' }],
        Owner: { ID: 'x' },
      },
    });
    t.match(xml, /<Result xmlns="http:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/">/);
    t.match(xmlDocument('Error', { Code: 'X' }), /<Error><Code>X<\/Code><\/Error>$/);
  },
);

t.test('xmlText() writes one text', async (t) => {
  t.match(xmlText('LocationConstraint', 'a<'), /<LocationConstraint xmlns="[^"]+">a&lt;<\/L/);
});
