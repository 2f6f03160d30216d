import t from 'tap';
import { checkSameSite } from '../../src/routes/same-site.ts';

t.test('checkSameSite() lets our own pages and no pages through', async (t) => {
  const listed = ['https://app.example.com', '*'];
  for (const headers of [
    { host: 'h' },
    { host: 'h:8080', origin: 'http://h:8080' },
    { host: 'H:8080', origin: 'http://h:8080' },
    { host: 'video.example.com', origin: 'https://video.example.com' },
    { host: 'h', 'sec-fetch-site': 'same-origin', origin: 'https://h' },
    { host: 'h', 'sec-fetch-site': 'none' },
    // HTTP/2 has no Host.
    { ':authority': 'h:8443', origin: 'https://h:8443' },
    { host: 'h', 'sec-fetch-site': 'cross-site', origin: 'https://app.example.com' },
  ]) {
    t.doesNotThrow(() => checkSameSite(headers, listed), JSON.stringify(headers));
  }
});

t.test('checkSameSite() refuses pages of others, whatever they leave out', async (t) => {
  for (const headers of [
    { host: 'h', origin: 'https://evil.example' },
    { host: 'h', origin: 'null' },
    { host: 'h', origin: 'rubbish' },
    { host: 'h', origin: 'https://h:8443' },
    { origin: 'https://h' },
    { origin: 'null' },
    { ':authority': 'h', origin: 'null' },
    { ':authority': 'h', origin: 'https://evil.example' },
    { host: 'h', 'sec-fetch-site': 'cross-site' },
    { host: 'h', 'sec-fetch-site': 'same-site', origin: 'https://other.h' },
    // A browser's own word goes before a header that looks right.
    { host: 'h', 'sec-fetch-site': 'cross-site', origin: 'http://h' },
  ]) {
    t.throws(
      () => checkSameSite(headers, ['*']),
      { code: 'cross_site_refused', status: 403 },
      JSON.stringify(headers),
    );
  }
});
