import t from 'tap';
import { parseHttpDate } from '../../src/http/http-date.ts';
import { VIEW_VERSION } from '../../src/mp4/view.ts';
import { isStrong } from '../../src/object/meta.ts';
import { storedTags, viewTag } from '../../src/view/view-tag.ts';

t.test('viewTag() is a strong tag of its own that names how views are made', async (t) => {
  for (const etag of ['"abc"', '""', '"d41d8cd98f00b204e9800998ecf8427e-12"']) {
    const tag = viewTag(etag);
    t.ok(isStrong(tag));
    t.not(tag, etag);
    t.match(tag, /^"[\x21\x23-\x7e]*"$/);
    t.ok(tag.includes(`view${VIEW_VERSION}`));
    t.equal(parseHttpDate(tag, 0), undefined);
  }
  t.not(viewTag('"a"'), viewTag('"b"'));
});

t.test('storedTags() undoes viewTag(), and leaves what is none', async (t) => {
  t.equal(storedTags(`${viewTag('"a"')}, "b", W/"c"`), '"a", "b", W/"c"');
  t.equal(storedTags('*'), '*');
});
