import t from 'tap';
import { stemOf, subtitlesFor, trackFor, trackIn } from '../../static/player/subtitles.js';

t.test('subtitlesFor() takes what is named after the film, and nothing else', async (t) => {
  for (const [name, language] of [
    ['a/film.vtt', ''],
    ['a/film.en.vtt', 'en'],
    ['a/film.pt-BR.vtt', 'pt-BR'],
    ['a/film.pt_BR.vtt', 'pt-BR'],
    ['a/film.zh-Hant-TW.VTT', 'zh-Hant-TW'],
    ['a/film.mp4.vtt', ''],
    ['a/film.mp4.de.vtt', 'de'],
    ['a/film.mp4', undefined],
    ['a/film.srt', undefined],
    ['a/film2.vtt', undefined],
    ['film.vtt', undefined],
    ['a/film.director.s-cut.vtt', undefined],
    ['a/film.part two.vtt', undefined],
    ['a/film.en/x.vtt', undefined],
    ['a/film..vtt', undefined],
    ['a/film.1.vtt', undefined],
  ] as const) {
    const found = subtitlesFor('a/film.mp4', [name], 'en');
    t.strictSame(
      found.map((one) => one.language),
      language === undefined ? [] : [language],
      name,
    );
  }
});

t.test('subtitlesFor() labels, sorts, and offers each language once', async (t) => {
  const names = ['f.pt-BR.vtt', 'f.vtt', 'f.EN.vtt', 'f.en.vtt', 'f.de.vtt', 'f.mp4.vtt'];
  t.strictSame(
    subtitlesFor('f.mp4', names, 'en').map(({ key, label }) => [key, label]),
    [
      ['f.pt-BR.vtt', 'Brazilian Portuguese'],
      ['f.EN.vtt', 'English'],
      ['f.de.vtt', 'German'],
      ['f.vtt', 'Subtitles'],
    ],
  );
});

t.test('subtitlesFor() bounds what it offers', async (t) => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const names = letters.flatMap((a) => letters.map((b) => `f.${a}${b}.vtt`));
  t.equal(subtitlesFor('f.mp4', names, 'en').length, 50);
});

t.test('stemOf() ends in a dot and keeps dots of folders and names', async (t) => {
  for (const [key, stem] of [
    ['film.mp4', 'film.'],
    ['a.b/film', 'a.b/film.'],
    ['a/x.y.mp4', 'a/x.y.'],
    ['a/.mp4', 'a/.mp4.'],
  ] as const) {
    t.equal(stemOf(key), stem, key);
  }
});

t.test('trackIn() takes the language, else another form of it, else nothing', async (t) => {
  const tracks = [
    { language: 'pt-PT' },
    { language: 'pt-BR' },
    { language: 'en' },
    { language: '*' },
  ];
  for (const [wanted, language] of [
    ['pt-br', 'pt-BR'],
    ['pt', 'pt-PT'],
    ['en-GB', 'en'],
    ['*', '*'],
    ['fr', undefined],
    ['', undefined],
  ] as const) {
    t.equal(trackIn(tracks, wanted)?.language, language, wanted);
  }
});

t.test(
  'trackFor() takes what the viewer reads, else the nameless one, else the first',
  async (t) => {
    for (const [has, reads, language] of [
      ['de en *', 'en-GB de', 'en'],
      ['de en *', 'fr de', 'de'],
      ['de *', 'en', '*'],
      ['de it', 'en', 'de'],
      ['', 'en', undefined],
    ] as const) {
      const tracks = has.split(' ').flatMap((one) => (one ? [{ language: one }] : []));
      t.equal(trackFor(tracks, reads.split(' '))?.language, language, `${has} for ${reads}`);
    }
  },
);
