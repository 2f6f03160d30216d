/** Dialogs that ask one question: words, then buttons; the first one has the focus. */
import { make } from '../elements.js';

/**
 * @param {object} question
 * @param {string} question.title
 * @param {readonly (Node | string)[]} question.body paragraphs
 * @param {Node | null} [question.extra] what stands above the buttons
 * @param {readonly { label: string, value: string, look?: 'strong' | 'danger' }[]} question.answers
 * @param {(value: string) => Promise<string>} [question.done] what is done about an answer while the
 *   dialog waits; words, when it fails, or ''
 * @returns {Promise<string>} the value of the answer, '' when the dialog was closed without one
 */
export function ask({ title, body, extra = null, answers, done = async () => '' }) {
  const heading = make('h2', { id: 'ask-title' }, title);
  const text = make('div', { id: 'ask-text' }, ...body.map((one) => make('p', {}, one)));
  const fault = make('p', { class: 'fault', role: 'alert' });
  const buttons = answers.map(({ label, value, look }) => {
    const button = make('button', { type: 'button', value }, label);
    if (look) button.dataset.look = look;
    return button;
  });
  const row = make('div', { class: 'answers' }, ...buttons);
  const about = { 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text' };
  const dialog = make(
    'dialog',
    { class: 'question', ...about },
    heading,
    text,
    ...(extra ? [extra] : []),
    fault,
    row,
  );
  document.body.append(dialog);
  // What is being done cannot be called off.
  dialog.addEventListener('cancel', (event) => {
    if (buttons[0]?.disabled) event.preventDefault();
  });
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    for (const button of buttons) {
      button.addEventListener('click', async () => {
        for (const one of buttons) one.disabled = true;
        const words = await done(button.value);
        if (words === '') return dialog.close(button.value);
        fault.textContent = words;
        for (const one of buttons) one.disabled = false;
        button.focus();
      });
    }
    dialog.showModal();
    buttons[0]?.focus();
  });
}
