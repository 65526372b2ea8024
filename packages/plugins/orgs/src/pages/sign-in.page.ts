/**
 * Signs somebody in on a page, by a new account or one they have, with the second factor where there is one, and then
 * does what the page is for: `act(token)`, which answers as `page.call` does, and `told` when it has said itself what went wrong.
 */
export const signInScript = `
const signIn = (act) => {
  let waiting = null;
  const finish = async (token) => {
    const answer = await act(token);
    if (!answer.ok && answer.error.code === 'orgs.email_unverified') {
      waiting = token;
      await page.call('POST', '/auth/email/verification', {}, token);
      return page.show('verify');
    }
    await page.call('POST', '/auth/logout', {}, token);
    if (answer.ok) return page.show('done');
    if (!answer.told) page.say(page.textOf(answer.error));
  };
  const signedIn = async (answer) => {
    if (answer.ok) return finish(answer.data.token);
    if (answer.error.code === 'auth.mfa_required') {
      waiting = answer.error.data.mfa_token;
      return page.show('factor');
    }
    page.say(page.textOf(answer.error));
  };
  const account = () => {
    const name = page.find('login').value.trim();
    return { [name.includes('@') ? 'email' : 'username']: name, password: page.find('password').value };
  };
  page.onClick('new-button', async () => {
    if (!page.find('account-form').reportValidity()) return;
    return signedIn(await page.call('POST', '/auth/register', account()));
  });
  page.onSubmit('account-form', async () => signedIn(await page.call('POST', '/auth/login', account())));
  page.onSubmit('factor-form', async () => {
    const code = page.find('factor-code').value.trim();
    return signedIn(await page.call('POST', '/auth/mfa/verify', { mfa_token: waiting, code }));
  });
  if (page.find('verify-form')) page.onSubmit('verify-form', async () => {
    const code = page.find('verify-code').value.trim();
    const answer = await page.call('POST', '/auth/email/verify', { code }, waiting);
    if (!answer.ok) return page.say(page.textOf(answer.error));
    return finish(waiting);
  });
};
`;
