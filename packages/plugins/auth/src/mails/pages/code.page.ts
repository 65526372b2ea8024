/** Takes the code out of the address, waits for a click or a password, and hands it in. */
export const codeScript = `
const code = page.fragment.get('code');
const field = page.facts.field || (page.fragment.get('new') ? 'password' : null);
const password = page.find('password');
page.show(code ? (field ? 'choose' : 'confirm') : 'bad');
const handIn = async (more) => {
  const answer = await page.call('POST', page.facts.path, { code, ...more });
  if (answer.ok) return page.show('done');
  if (answer.error.code === 'auth.code_invalid') return page.show('bad');
  page.say(page.textOf(answer.error));
  if (field) password.focus();
};
page.onClick('confirm-button', () => handIn({}));
page.onSubmit('choose-form', () => handIn({ [field]: password.value }));
page.find('show-button').addEventListener('click', (event) => {
  const isShown = password.type === 'text';
  password.type = isShown ? 'password' : 'text';
  event.target.setAttribute('aria-pressed', String(!isShown));
  password.focus();
});
`;
