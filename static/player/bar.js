/** The control bar: every button of it, kept in step with the video. */
import { make } from '../elements.js';
import { glyph } from './glyphs.js';
import { createMenu } from './menu.js';
import { RATES } from './rates.js';
import { clock, createSeekBar } from './seek-bar.js';

/**
 * @param {HTMLVideoElement} video
 * @param {object} parts
 * @param {import('./actions.js').Actions} parts.actions
 * @param {import('./captions.js').Captions} parts.captions
 * @param {import('./full-screen.js').FullScreen} parts.full
 */
export function createBar(video, { actions, captions, full }) {
  /**
   * @param {import('./keys.js').ActionName | ''} name '' for one that opens a menu
   * @param {string} sign
   * @param {string} label
   * @param {string} key
   */
  function button(name, sign, label, key) {
    const made = make('button', { type: 'button', class: `control ${sign}` }, glyph(sign));
    nameControl(made, label, key);
    if (name) made.addEventListener('click', () => actions.act({ name, value: 0 }));
    return made;
  }

  const play = button('toggle', 'play', 'Play', 'k');
  const next = button('next', 'next', 'Next film', 'n');
  const mute = button('mute', 'loud', 'Mute', 'm');
  const volume = make('input', { type: 'range', class: 'volume', min: '0', max: '100', step: '5' });
  volume.setAttribute('aria-label', 'Volume');
  const time = make('span', { class: 'time' });
  const now = make('span');
  const whole = make('span', { class: 'whole' });
  time.append(now, whole);
  const cc = button('', 'captions', 'Captions', 'c');
  const rate = make('button', { type: 'button', class: 'control rate' });
  const picture = button('picture', 'picture', 'Picture in picture', 'p');
  const help = button('help', 'help', 'Keys', '?');
  const screen = button('full', 'full', 'Full screen', 'f');
  next.hidden = true;
  cc.hidden = true;
  picture.hidden = !document.pictureInPictureEnabled;
  screen.hidden = !full.possible;

  const captionsMenu = createMenu(cc, {
    label: 'Captions',
    content() {
      const all = captions.tracks();
      const choices = all.map(({ label, language }, index) => {
        return { label: label || language || `Track ${index + 1}`, value: `${index}` };
      });
      const chosen = captions.chosen();
      return {
        choices: [{ label: 'Off', value: '-1' }, ...choices],
        chosen: `${chosen ? all.indexOf(chosen) : -1}`,
      };
    },
    choose: (value) => captions.choose(captions.tracks()[Number(value)]),
  });
  const rateMenu = createMenu(rate, {
    label: 'Speed',
    content: () => ({
      choices: RATES.map((one) => ({ label: one === 1 ? 'Normal' : `${one}×`, value: `${one}` })),
      chosen: `${video.playbackRate}`,
    }),
    choose: (value) => actions.setRate(Number(value)),
  });

  volume.addEventListener('input', () => actions.setVolume(volume.valueAsNumber / 100));

  function drawPlay() {
    const [sign, label] = video.paused ? ['play', 'Play'] : ['pause', 'Pause'];
    play.replaceChildren(glyph(sign));
    nameControl(play, label, 'k');
  }

  function drawVolume() {
    const loud = video.muted ? 0 : video.volume;
    mute.replaceChildren(glyph(loud === 0 ? 'muted' : loud < 0.5 ? 'quiet' : 'loud'));
    mute.setAttribute('aria-pressed', String(video.muted));
    volume.value = `${Math.round(loud * 100)}`;
    volume.style.setProperty('--at', `${loud * 100}%`);
  }

  function drawTime() {
    now.textContent = clock(video.currentTime);
    whole.textContent = Number.isFinite(video.duration) ? ` / ${clock(video.duration)}` : '';
  }

  function drawRate() {
    rate.textContent = `${video.playbackRate}×`;
    rate.setAttribute('aria-label', `Speed, ${video.playbackRate}×`);
    rate.title = 'Speed (< >)';
  }

  function drawCaptions() {
    cc.hidden = captions.tracks().length === 0;
    cc.toggleAttribute('data-on', captions.chosen() !== undefined);
  }

  function drawScreen() {
    screen.replaceChildren(glyph(full.on() ? 'small' : 'full'));
    screen.setAttribute('aria-pressed', String(full.on()));
  }

  for (const name of ['play', 'pause', 'ended', 'emptied']) video.addEventListener(name, drawPlay);
  for (const name of ['timeupdate', 'seeking', 'durationchange', 'emptied']) {
    video.addEventListener(name, drawTime);
  }
  video.addEventListener('volumechange', drawVolume);
  video.addEventListener('ratechange', drawRate);
  captions.changed.addEventListener('change', drawCaptions);
  for (const name of ['addtrack', 'removetrack', 'change']) {
    video.textTracks.addEventListener(name, drawCaptions);
  }
  document.addEventListener('fullscreenchange', drawScreen);
  for (const draw of [drawPlay, drawVolume, drawTime, drawRate, drawScreen]) draw();

  const bar = make('div', { class: 'bar', role: 'group', 'aria-label': 'Controls' });
  const sound = make('div', { class: 'sound' }, mute, volume);
  const gap = make('span', { class: 'gap' });
  const row = make('div', { class: 'row-of-controls' });
  row.append(play, next, sound, time, gap, cc, rate, help, picture, screen);
  bar.append(captionsMenu.menu, rateMenu.menu, createSeekBar(video, actions.seekTo), row);
  return { bar, next };
}

/**
 * @param {HTMLElement} control
 * @param {string} label
 * @param {string} key
 */
function nameControl(control, label, key) {
  control.setAttribute('aria-label', `${label} (${key})`);
  control.title = `${label} (${key})`;
}
